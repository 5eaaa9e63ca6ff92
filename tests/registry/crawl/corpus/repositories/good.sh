# verdict: published
# A plain repository: the others differ from it by one thing.
release "$(good | tree)"
