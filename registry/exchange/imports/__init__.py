"""What comes from other catalogs and lists: read within limits, believed in nothing, submitted once."""
