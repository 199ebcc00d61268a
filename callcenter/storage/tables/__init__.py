"""The tables, as Peewee models, and the indexes beside them. Only the store's rooms import this.

Instants are UTC epoch milliseconds, days ISO texts. History (touches, milestones, tier changes, the breach log) is
append-only: what is taken back is marked, never removed. ``placement`` and ``obligation`` hold the stored plans, one
for each edition of a campaign's rules (docs/architecture.md#one-fold): SQL filters and sorts these columns and knows
no rule.

The models are not bound to a database: every query is run by the transaction that it belongs to, so that several
stores can be open in one process.

Nothing is imported here: Peewee takes 5 ms to make the models, and what the first frame shows is read and written
without them. All of them together are in ``tables``.
"""

VERSION = 10
"""The schema version that this program writes."""
