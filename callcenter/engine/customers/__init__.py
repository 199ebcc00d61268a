"""Decisions on the customer apart from time: groups and tiers, draws, owners, audiences."""
