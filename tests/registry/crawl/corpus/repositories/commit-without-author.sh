# verdict: failed
# A commit that no git would write.
ref refs/tags/v1.0.0 "$(printf 'tree %s\ncommitter A <a@x> 1772327000 +0700\n\nx\n' "$(good | tree)" | object commit)"
