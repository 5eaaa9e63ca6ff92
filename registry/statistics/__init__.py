"""Statistics: counting in SQL, read only, from roll-ups and from the records themselves."""
