"""Cases and appeals with their steps."""
