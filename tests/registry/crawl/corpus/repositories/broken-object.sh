# verdict: failed
# The donor's disk has eaten an object.
release "$(good | tree)"
chmod u+w "$GIT_DIR/objects/${APP_BLOB:0:2}/${APP_BLOB:2}"
head -c 10 /dev/urandom >"$GIT_DIR/objects/${APP_BLOB:0:2}/${APP_BLOB:2}"
