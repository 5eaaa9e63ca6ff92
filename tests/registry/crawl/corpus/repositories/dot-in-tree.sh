# verdict: failed
# A folder named . is the checkout itself.
release "$( (good; echo "40000 $(good | tree) .") | tree)"
