"""Text, keys and colours that widgets are made of."""
