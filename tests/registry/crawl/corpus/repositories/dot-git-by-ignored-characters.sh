# verdict: failed
# .g<zero-width non-joiner>it is .git on macOS.
release "$( (good; printf '40000 %s .g\xe2\x80\x8cit\n' "$(good | tree)") | tree)"
