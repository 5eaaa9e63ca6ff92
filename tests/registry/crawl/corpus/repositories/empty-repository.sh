# verdict: failed
# Nothing at all.
:
