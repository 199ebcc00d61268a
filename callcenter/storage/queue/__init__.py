"""The queue: its pages, its heads, claims, and catching up with plans that are behind."""
