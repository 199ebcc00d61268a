"""The store: one database behind :mod:`callcenter.store`."""
