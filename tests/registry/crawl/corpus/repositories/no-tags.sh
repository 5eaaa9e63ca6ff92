# verdict: published
# version: 0.0.0-
# No tags: the default branch as it is today.
ref refs/heads/main "$(commit "$(good | tree)")"
