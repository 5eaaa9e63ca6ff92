"""Who somebody is and what they may do: people, organisations, tokens, rights."""
