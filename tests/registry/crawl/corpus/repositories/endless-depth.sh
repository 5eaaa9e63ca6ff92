# verdict: sent_back
# finding: tree-refused
# A hundred folders inside one another.
level=$(good | tree)
for _ in $(seq 100); do level=$(echo "40000 $level d" | tree); done
release "$( (good; echo "40000 $level deep") | tree)"
