"""Texts that people type into forms and lines, read and checked for both interfaces."""
