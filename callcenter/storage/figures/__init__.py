"""Figures of reports: the rows that each counts, read from the records."""
