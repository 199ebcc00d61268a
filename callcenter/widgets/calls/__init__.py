"""Widgets of the call: number, script, note, disposition, wrap-up."""
