"""Texts that a team writes for its customers: placeholders, what fills them, and the prepared messages."""
