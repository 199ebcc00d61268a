"""Reusable pieces of screens: they are given data and post messages, and know neither store, policy nor clock."""
