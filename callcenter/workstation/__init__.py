"""What the workstation does besides showing screens, a module a purpose; ``app`` puts it together."""
