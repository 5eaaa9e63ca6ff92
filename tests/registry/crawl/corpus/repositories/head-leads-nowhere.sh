# verdict: failed
# A default branch that does not exist, and no tags.
echo "ref: refs/heads/-x" >"$GIT_DIR/HEAD"
