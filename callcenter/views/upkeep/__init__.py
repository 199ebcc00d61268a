"""Rows about the store as a whole: campaigns, imports, lag of the plans, errors."""
