"""The commands of ``callcenter``, one room a subject; ``program`` puts them together (RULES §3)."""
