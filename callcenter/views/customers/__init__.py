"""Rows about one customer, and customers as lists show them."""
