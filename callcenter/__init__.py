"""A full-screen terminal workstation for a call centre."""

__version__ = "0.1.0"
