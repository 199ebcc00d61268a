"""Calls: opened, finished, undone, continued at another number."""
