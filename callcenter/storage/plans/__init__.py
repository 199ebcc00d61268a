"""Stored plans: placements, obligations, cohorts, and the effects of a fold."""
