# verdict: failed
# GIT~1 is .git on Windows.
release "$( (good; echo "40000 $(good | tree) GIT~1") | tree)"
