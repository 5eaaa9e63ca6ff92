# verdict: sent_back
# finding: symlink-escapes
# A link that leaves the checkout upwards.
release "$( (good; echo "40000 $(echo "120000 $(blob ../../../.ssh/id_rsa) key" | tree) docs") | tree)"
