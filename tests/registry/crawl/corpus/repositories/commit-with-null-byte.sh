# verdict: failed
# A commit whose header hides a null byte.
ref refs/tags/v1.0.0 "$(printf 'tree %s\nauthor A\0B <a@x> 1 +0700\ncommitter A <a@x> 1 +0700\n\nx\n' "$(good | tree)" | object commit)"
