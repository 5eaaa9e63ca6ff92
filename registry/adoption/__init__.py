"""What regions do with applications: fetches now, adoption records later."""
