"""Who others vouch for: people, by an identity provider; pipelines, by their forge."""
