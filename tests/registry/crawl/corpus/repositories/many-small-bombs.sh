# verdict: failed
# bounds: inflated_bytes = 8388608
# Each file is small enough; all of them together are not.
for n in $(seq 10); do (echo "$n"; head -c 2097152 /dev/zero) | git hash-object -w --stdin; done >"$WORK/oids"
release "$( (good; while read -r oid; do echo "100644 $oid z${oid:0:8}"; done <"$WORK/oids") | tree)"
