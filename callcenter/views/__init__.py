"""Rows that the store gives to screens, the command line and reports: plain, frozen, ready to be shown.

A module a subject, and nothing here that gathers them: each class takes Python half a millisecond to make, and a start
loads those that it shows. Instants are UTC epoch milliseconds; ``zone`` names are IANA. Sentences are not made here: a
row carries codes (:class:`~callcenter.model.Ground`, :class:`~callcenter.model.Gate`), ``wording`` makes the words.
"""
