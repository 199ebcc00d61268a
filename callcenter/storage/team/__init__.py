"""Presence, figures and quotas of the team."""
