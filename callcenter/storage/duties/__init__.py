"""Obligations as lists: breaches, promises, tasks, put-offs, findings."""
