"""Rows about people, their shift and their messages; the audit."""
