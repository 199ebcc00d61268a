"""The decisions behind :mod:`callcenter.policy`, a module a subject of docs/rules.md. Pure; import the face instead."""
