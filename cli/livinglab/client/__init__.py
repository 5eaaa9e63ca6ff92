"""Where applications come from: a registry over HTTP, a static mirror, a USB stick, or this machine's cache."""
