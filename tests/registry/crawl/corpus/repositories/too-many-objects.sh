# verdict: failed
# bounds: objects = 100
# More objects than a visit keeps.
lines=$(for n in $(seq 150); do echo "100644 $(blob "$n") n$n"; done)
release "$( (good; echo "$lines") | tree)"
