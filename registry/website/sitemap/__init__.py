"""The site map and robots.txt."""
