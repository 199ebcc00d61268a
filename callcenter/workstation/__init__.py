"""Services of the workstation besides its screens, a module a purpose; ``app`` puts it together."""
