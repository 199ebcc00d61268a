"""Contact persons of a customer: listed, added, changed, removed, dialled."""
