"""The way into the store: rights are asked here, for every verb, in its own transaction."""
