"""The commands of ``callcenter``, one room a subject; :mod:`callcenter.commands.program` puts them together (RULES §3)."""
