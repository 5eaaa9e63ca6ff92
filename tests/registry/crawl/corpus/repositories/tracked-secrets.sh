# verdict: sent_back
# finding: env-tracked
# The donor's own passwords, as one that is in use looks.
release "$( (good; echo "100644 $(blob "DB_PASSWORD=$(printf '%s%s' vQ7rT2x Lm9Zc4)") .env") | tree)"
