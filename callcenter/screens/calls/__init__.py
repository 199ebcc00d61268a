"""The call: its screen, note, script and wrap-up; incoming calls."""
