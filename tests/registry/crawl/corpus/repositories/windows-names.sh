# verdict: published
# Names that Windows cannot write: said to adopters, not held against the donor.
release "$( (good; echo "100644 $APP_BLOB aux.php"; echo "100644 $APP_BLOB con"; echo "100644 $APP_BLOB App.py") | tree)"
