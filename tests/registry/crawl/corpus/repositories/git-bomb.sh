# verdict: sent_back
# finding: tree-refused
# Twelve objects, ten thousand million paths.
level=$(good | tree)
for _ in 1 2 3 4 5 6 7 8 9; do
  level=$(for name in a b c d e f g h i j; do echo "40000 $level $name"; done | tree)
done
release "$( (good; echo "40000 $level bomb") | tree)"
