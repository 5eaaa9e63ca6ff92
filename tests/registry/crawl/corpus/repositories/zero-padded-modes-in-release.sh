# verdict: sent_back
# finding: tree-malformed
# The same in the tree that would be handed on: receivers refuse it.
release "$( (good; echo "040000 $(good | tree) old") | tree)"
