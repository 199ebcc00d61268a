"""The commands of ``callcenter``, one room a subject; ``program`` puts them together (docs/rules.md#contract)."""
