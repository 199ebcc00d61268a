"""What every screen shares: the desk, overlays, help, palette, jump mode, the clipboard."""
