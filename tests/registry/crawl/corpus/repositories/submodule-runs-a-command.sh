# verdict: sent_back
# finding: submodule
# A submodule by the ext:: protocol.
modules=$(blob $'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch /tmp/owned"\n')
release "$( (good; echo "100644 $modules .gitmodules"; echo "160000 $APP_BLOB x") | tree)"
