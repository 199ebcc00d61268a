"""Customers: added, edited, merged, found, viewed."""
