"""Figures of reports, and the rows that they count."""
