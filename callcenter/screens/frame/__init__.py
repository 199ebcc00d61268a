"""Frame of every screen: the desk, overlays, help, palette, jump mode, the clipboard."""
