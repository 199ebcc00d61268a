"""Rulebooks in words: a whole one, one rule, a change."""
