"""`livinglab check`: a directory becomes a subject for the checks, and what they found becomes readable."""
