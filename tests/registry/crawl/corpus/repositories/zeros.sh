# verdict: failed
# bounds: blob_bytes = 16777216
# Sixty-four mebibytes of zeros travel as a few kilobytes.
release "$( (good; echo "100644 $(head -c 67108864 /dev/zero | git hash-object -w --stdin) zeros") | tree)"
