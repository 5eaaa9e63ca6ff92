# verdict: failed
# bounds: refs = 200
# More tags than a visit reads.
commit=$(commit "$(good | tree)")
for number in $(seq 300); do echo "$commit refs/tags/v1.0.$number"; done >"$GIT_DIR/packed-refs"
