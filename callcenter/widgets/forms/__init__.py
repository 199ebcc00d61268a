"""Lines and forms to type in."""
