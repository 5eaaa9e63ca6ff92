# What the scripts share: raw git objects, also such as no git would write. Run by bash with $REPO, a bare repository.
set -euo pipefail
export GIT_DIR="$REPO" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Donor GIT_AUTHOR_EMAIL=d@x.go.id GIT_AUTHOR_DATE="1772327000 +0700"
export GIT_COMMITTER_NAME=Donor GIT_COMMITTER_EMAIL=d@x.go.id GIT_COMMITTER_DATE="1772327000 +0700"

# object TYPE: store standard input as it is, however broken
object() { git hash-object -t "$1" -w --literally --stdin; }
blob() { printf '%s' "$1" | object blob; }

# entry MODE NAME OID: one raw line of a tree
entry() { printf '%s %s\0' "$1" "$2"; printf "$(sed 's/../\\x&/g' <<<"$3")"; }

# tree < "MODE OID NAME" lines, in any order: a tree in git's order
tree() { LC_ALL=C sort -t' ' -k3 | while read -r mode oid name; do entry "$mode" "$name" "$oid"; done | object tree; }

# raw_tree < the same lines: a tree in the order given
raw_tree() { while read -r mode oid name; do entry "$mode" "$name" "$oid"; done | object tree; }

LICENSE_BLOB=$(git hash-object -w "$ASSETS/LICENSE")
MANIFEST_BLOB=$(git hash-object -w "$ASSETS/publiccode.yml")
APP_BLOB=$(blob "print('e-sakip')")

# good: the lines of a tree that may be published
good() { echo "100644 $LICENSE_BLOB LICENSE"; echo "100644 $APP_BLOB app.py"; echo "100644 $MANIFEST_BLOB publiccode.yml"; }

# commit TREE [PARENT]: a plain commit
commit() {
  local stamp="Donor <d@x.go.id> 1772327000 +0700"
  { echo "tree $1"; [ -z "${2:-}" ] || echo "parent $2"; printf 'author %s\ncommitter %s\n\nrilis\n' "$stamp" "$stamp"; } | object commit
}

# ref NAME OID: written by hand, for names and targets that git would refuse
ref() { mkdir -p "$GIT_DIR/$(dirname "$1")"; echo "$2" >"$GIT_DIR/$1"; }

# release TREE [TAG]: tag a commit of it
release() { ref "refs/tags/${2:-v1.0.0}" "$(commit "$1")"; }
