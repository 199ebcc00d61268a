"""Checks and repairs of the store."""
