# verdict: failed
# An entry without a name.
{ entry 100644 "" "$APP_BLOB"; good | while read -r mode oid name; do entry "$mode" "$name" "$oid"; done; } >"$WORK/tree"
release "$(object tree <"$WORK/tree")"
