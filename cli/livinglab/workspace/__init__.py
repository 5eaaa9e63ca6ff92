"""What a fetched directory is: vendor branch, main, lock, and how it is built, updated and verified."""
