# verdict: failed
# A file named .git would become the receiver's repository.
release "$( (good; echo "100644 $APP_BLOB .git") | tree)"
