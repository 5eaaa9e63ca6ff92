# verdict: failed
# One name that is a whole path.
release "$( (good; echo "100644 $APP_BLOB a/../../b") | tree)"
