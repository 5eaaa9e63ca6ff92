"""Where applications come from: a registry, a static mirror, a USB stick, or this machine's cache."""
