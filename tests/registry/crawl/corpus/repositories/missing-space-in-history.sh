# verdict: published
# A commit of 2005 style, without a space before its date.
old=$(printf 'tree %s\nauthor A <a@x>1772327000 +0700\ncommitter A <a@x>1772327000 +0700\n\nlama\n' "$(good | tree)" | object commit)
ref refs/tags/v1.0.0 "$(commit "$(good | tree)" "$old")"
