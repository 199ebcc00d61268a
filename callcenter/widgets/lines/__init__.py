"""Lines around a list: bars, prompts, notices, previews."""
