# verdict: sent_back
# finding: tree-refused
# A file mode of no known kind: a device, perhaps.
release "$( (good; echo "60000 $APP_BLOB disk") | tree)"
