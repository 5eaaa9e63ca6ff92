# verdict: failed
# bounds: bytes = 3000000
# Six megabytes that do not compress.
release "$( (good; echo "100644 $(head -c 6000000 /dev/urandom | git hash-object -w --stdin) noise") | tree)"
