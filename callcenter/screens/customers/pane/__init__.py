"""The customer under the cursor of a list, beside it where the screen is wide."""
