# verdict: failed
# A tree names a file that the donor does not have.
release "$( (good; echo "100644 1234567890123456789012345678901234567890 gone") | tree)"
