# verdict: sent_back
# finding: env-tracked
# The donor's own passwords.
release "$( (good; echo "100644 $(blob 'DB_PASSWORD=rahasia') .env") | tree)"
