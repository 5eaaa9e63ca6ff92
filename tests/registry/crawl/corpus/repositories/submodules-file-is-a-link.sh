# verdict: failed
# .gitmodules as a symbolic link, to write where it points.
release "$( (good; echo "120000 $(blob /etc/passwd) .gitmodules") | tree)"
