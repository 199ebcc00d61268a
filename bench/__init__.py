"""Measures what the workstation promises: claims, ticks, the first frame, keys, imports (see README.md beside this)."""
