# verdict: sent_back
# finding: tree-refused
# Seventy folders inside one another.
level=$(good | tree)
for _ in $(seq 70); do level=$(echo "40000 $level d" | tree); done
release "$( (good; echo "40000 $level deep") | tree)"
