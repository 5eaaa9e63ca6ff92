"""A person's own pages: signing in, the account, its sessions, devices and tokens."""
