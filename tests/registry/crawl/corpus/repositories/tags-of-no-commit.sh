# verdict: failed
# Version tags that name a file and a folder.
ref refs/tags/v1.0.0 "$APP_BLOB"
ref refs/tags/v1.1.0 "$(good | tree)"
