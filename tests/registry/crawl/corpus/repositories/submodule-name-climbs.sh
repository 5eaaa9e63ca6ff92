# verdict: failed
# A submodule whose name leaves .git/modules.
modules=$(blob $'[submodule "../../hooks"]\n\tpath = x\n\turl = https://git.contoh.go.id/x\n')
release "$( (good; echo "100644 $modules .gitmodules") | tree)"
