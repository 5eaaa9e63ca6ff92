"""Pages of organisations: who is in one, how it proves itself, what it hands over."""
