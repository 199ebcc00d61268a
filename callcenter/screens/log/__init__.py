"""Mode 2, the call log: its filter, and corrections of what it lists."""
