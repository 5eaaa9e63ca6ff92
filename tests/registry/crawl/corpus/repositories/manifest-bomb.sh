# verdict: sent_back
# finding: manifest-invalid
# Ten thousand nested lists where the manifest should be.
bomb=$( (printf 'a: '; head -c 20000 /dev/zero | tr '\0' '[') | object blob)
release "$( (good | grep -v publiccode; echo "100644 $bomb publiccode.yml") | tree)"
