"""The decisions behind :mod:`callcenter.policy`, one module a paragraph of RULES §2. Pure; import the face instead."""
