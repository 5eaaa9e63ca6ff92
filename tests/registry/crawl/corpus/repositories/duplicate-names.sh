# verdict: failed
# Two files of one name: which one counts is anybody's guess.
release "$( (good; echo "100644 $LICENSE_BLOB app.py") | tree)"
