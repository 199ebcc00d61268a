"""The verbs of the store, one room a subject; :mod:`callcenter.store` is their face."""
