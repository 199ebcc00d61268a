"""Agents, their programs and the notices they are left."""
