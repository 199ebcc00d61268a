"""Figures: each declared once, and their arithmetic over counted rows."""
