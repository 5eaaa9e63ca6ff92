# verdict: published
# An old client's spelling, in an old commit only: real donors have it.
old=$(commit "$( (good; echo "040000 $(good | tree) old") | tree)")
ref refs/tags/v1.0.0 "$(commit "$(good | tree)" "$old")"
