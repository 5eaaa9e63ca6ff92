# verdict: failed
# A submodule whose address is an option of git clone.
modules=$(blob $'[submodule "x"]\n\tpath = x\n\turl = -u./payload\n')
release "$( (good; echo "100644 $modules .gitmodules"; echo "160000 $(commit "$(good | tree)") x") | tree)"
