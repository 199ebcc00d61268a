"""Campaigns with their frames, their groups of customers, and how far their plans lag."""
