"""Exchange with other catalogs: what they call things, what comes from them, what they may take."""
