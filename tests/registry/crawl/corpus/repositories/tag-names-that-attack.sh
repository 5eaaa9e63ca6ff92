# verdict: published
# Tags that look like options, scripts and paths stand beside a good one.
good_commit=$(commit "$(good | tree)")
for name in '-x' '--upload-pack=id' 'v2;id' 'v3$(id)' 'v4`id`' 'v5"><script>' "$(printf 'v6\xe2\x80\xae')" 'v7 8' ; do ref "refs/tags/$name" "$good_commit"; done
ref refs/tags/v1.0.0 "$good_commit"
