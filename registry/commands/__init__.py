"""The operator's commands: each module describes its commands and does what they say."""
