"""Customer and touch lists of an office, from the bytes of a file to what the store takes in (RULES §3, import)."""
