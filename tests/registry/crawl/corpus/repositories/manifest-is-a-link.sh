# verdict: sent_back
# finding: manifest-missing
# publiccode.yml as a link is not read.
release "$( (good | grep -v publiccode; echo "120000 $(blob app.py) publiccode.yml") | tree)"
