"""What is written for people: the guide, and where the data comes from."""
