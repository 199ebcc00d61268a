"""Connections, transactions, errors, text cleaning, migrations and backups."""
