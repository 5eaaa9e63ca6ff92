# verdict: published
# Thousands of refs beyond heads and tags are nobody's releases.
commit=$(commit "$(good | tree)")
for number in $(seq 3000); do echo "$commit refs/pull/$number/head"; done >"$GIT_DIR/packed-refs"
ref refs/tags/v1.0.0 "$commit"
