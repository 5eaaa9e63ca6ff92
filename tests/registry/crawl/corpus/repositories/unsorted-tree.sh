# verdict: failed
# Names out of order: git would not find some of them.
release "$(good | LC_ALL=C sort -r -t' ' -k3 | raw_tree)"
