# verdict: published
# Attributes that would rewrite, drop or filter files: the snapshot must hold the tree as it is.
attributes=$(blob $'* filter=evil export-subst ident\napp.py export-ignore\n*.md diff=evil merge=evil\n')
release "$( (good; echo "100644 $attributes .gitattributes"; echo "100644 $(blob '$Format:%H$ $Id$') VERSION") | tree)"
