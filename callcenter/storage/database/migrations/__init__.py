"""Schema versions: a module a version, which brings the one before forward, and the driver that runs them."""
