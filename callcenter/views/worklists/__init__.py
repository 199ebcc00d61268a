"""Rows of work: queue, calls, cases, promises, tasks, breaches, rules."""
