"""Pages of materials, coming sessions, and their forms."""
