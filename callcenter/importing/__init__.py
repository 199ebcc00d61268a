"""Customer and touch lists of an office, from the bytes of a file to what the store takes in.

See docs/rules.md#imports.
"""
