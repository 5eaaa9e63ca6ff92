# verdict: failed
# bounds: blob_bytes = 16777216
# Twenty-four mebibytes of zeros travel as a few kilobytes.
release "$( (good; echo "100644 $(head -c 25165824 /dev/zero | git hash-object -w --stdin) zeros") | tree)"
