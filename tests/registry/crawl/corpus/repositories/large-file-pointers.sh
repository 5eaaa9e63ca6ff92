# verdict: published
# Pointers to files kept elsewhere, and a configuration that names the elsewhere.
pointer=$(blob $'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n')
config=$(blob $'[lfs]\n\turl = http://169.254.169.254/\n')
release "$( (good; echo "100644 $pointer data.bin"; echo "100644 $config .lfsconfig") | tree)"
