# verdict: sent_back
# finding: symlink-escapes
# README as a link to a file of whoever reads it.
release "$( (good; echo "120000 $(blob /etc/passwd) README.md") | tree)"
