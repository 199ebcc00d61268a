"""Rulebooks: the typed book, its texts, the reader that makes the one of the other, and what it warns of."""
