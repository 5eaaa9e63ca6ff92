"""The user's tokens, one for each registry: where they are kept, and to whom they may be shown."""
