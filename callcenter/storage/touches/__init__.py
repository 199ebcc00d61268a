"""Touches: recorded, corrected, withdrawn."""
