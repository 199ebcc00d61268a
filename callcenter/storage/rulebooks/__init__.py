"""Changes of a rulebook, and the counts of its rules."""
