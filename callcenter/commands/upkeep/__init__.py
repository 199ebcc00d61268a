"""Commands on the store as a whole: imports, plans, checks, backups."""
