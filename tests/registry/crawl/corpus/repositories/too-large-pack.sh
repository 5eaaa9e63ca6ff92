# verdict: failed
# bounds: bytes = 3000000
# Twelve megabytes that do not compress.
release "$( (good; echo "100644 $(head -c 12000000 /dev/urandom | git hash-object -w --stdin) noise") | tree)"
