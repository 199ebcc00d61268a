"""The commands of ``callcenter``, one room a subject; :mod:`callcenter.cli` puts them together (RULES §3)."""
