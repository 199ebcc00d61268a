"""Imports: staged, published, undone."""
