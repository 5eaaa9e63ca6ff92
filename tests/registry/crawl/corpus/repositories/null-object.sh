# verdict: failed
# An entry that names no object.
release "$( (good; echo "100644 0000000000000000000000000000000000000000 nothing") | tree)"
