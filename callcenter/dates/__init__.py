"""Dates in people's words: what they type for one to come, what lists hold, and the words that both share."""
