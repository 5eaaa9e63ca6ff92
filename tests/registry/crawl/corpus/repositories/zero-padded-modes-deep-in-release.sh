# verdict: sent_back
# finding: tree-malformed
# The same, two folders down.
inner=$( (good; echo "040000 $(good | tree) old") | tree)
release "$( (good; echo "40000 $(echo "40000 $inner b" | tree) a") | tree)"
