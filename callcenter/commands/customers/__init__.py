"""Commands on customers: queue, promises, messages, cases, search, duplicates."""
