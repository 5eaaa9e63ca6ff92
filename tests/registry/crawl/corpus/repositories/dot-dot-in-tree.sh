# verdict: failed
# A folder named .. leaves the checkout.
release "$( (good; echo "40000 $(good | tree) ..") | tree)"
