# verdict: failed
# A folder .git brings a configuration that runs a command.
config=$(blob $'[core]\n\tfsmonitor = "touch /tmp/owned"\n')
release "$( (good; echo "40000 $(echo "100644 $config config" | tree) .git") | tree)"
