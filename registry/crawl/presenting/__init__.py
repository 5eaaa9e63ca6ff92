"""What a visit makes ready for people: READMEs and long texts as clean HTML, pictures made small."""
