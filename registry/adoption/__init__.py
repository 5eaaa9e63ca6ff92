"""What regions do with applications: fetches, and adoption records with what follows from them."""
