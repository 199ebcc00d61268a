"""The SQL of claims and pages, which runs at every key and beside others who wait for it.

Its statements are composed of as many parts as there are groups, owners and segment sets, each time, so that
none of them is a query that could be built once. What Peewee takes to build each (processor time, load 6) stands beside
it; a whole claim takes 0.3 ms (docs/performance.md). ``{among}`` is a condition on whom the viewer may call, ``{free}``
one that leaves out whom others have on the line.
"""

from __future__ import annotations

HOLDS = "(p.valid_until > ?) IS NOT FALSE"
"""The plan of ``placement p`` has not ended. No ``OR``: it is answered by the end of the index, row by row."""

ANY_HOLDS = (
    "SELECT * FROM (SELECT 1 FROM placement WHERE edition_id = ? AND lane = ? AND valid_until > ? LIMIT 1) AS some_end"
    " UNION ALL SELECT * FROM (SELECT 1 FROM placement WHERE edition_id = ? AND lane = ? AND valid_until IS NULL"
    " LIMIT 1) AS some_stay"
)
"""Any plan of a lane that holds. With 100,000 plans behind a claim took 20 ms without it, 8 with it; once a lane
and group, for each of which Peewee takes 1.4 ms."""

LANE = "p.edition_id = ? AND p.lane = ?"
SCOPE = f"{LANE} AND p.zone = ?"

HEADS = """
WITH RECURSIVE {owners}, {sets}
SELECT (SELECT p.customer_id FROM placement p WHERE {scope} AND p.owner_key = s.owner AND p.block_set = s.bits
        AND {holds} AND {free} ORDER BY p.k1, p.k2, p.ref LIMIT 1) FROM sets s WHERE s.bits IS NOT NULL
"""
"""The first free row of each segment set. Walking ``ORDER BY … LIMIT 1`` over all of them would pass every row of the
sets that rank behind (docs/architecture.md#probes). Once a lane and group; Peewee takes 1.6 ms."""

OWN_AND_POOL = "owners(owner) AS (SELECT 0 UNION SELECT CAST(? AS INTEGER))"

OWN = "owners(owner) AS (SELECT CAST(? AS INTEGER))"
"""A part of :data:`HEADS` and :data:`STREAMS`: the owners whose customers the viewer may call."""

EVERY_OWNER = """
every(owner) AS (
  SELECT (SELECT min(p.owner_key) FROM placement p WHERE {lane})
  UNION ALL
  SELECT (SELECT min(p.owner_key) FROM placement p WHERE {lane} AND p.owner_key > e.owner) FROM every e
  WHERE e.owner IS NOT NULL
),
owners(owner) AS (SELECT owner FROM every WHERE owner IS NOT NULL AND owner <> CAST(? AS INTEGER))
"""
"""The same where it is everybody but one. A loose scan: every owner who occurs in the lane, in whichever zone; the
index has that after the owner."""

SETS = """
sets(owner, bits) AS (
  SELECT o.owner, (SELECT min(p.{set}) FROM placement p WHERE {scope} AND p.owner_key = o.owner) FROM owners o
  UNION ALL
  SELECT s.owner, (SELECT min(p.{set}) FROM placement p WHERE {scope} AND p.owner_key = s.owner
                   AND p.{set} > s.bits) FROM sets s WHERE s.bits IS NOT NULL
)
"""
"""And the segment sets that occur for an owner in the lane."""

STREAMS = "WITH RECURSIVE {owners}, {sets} SELECT owner, bits FROM sets WHERE bits IS NOT NULL"
"""The streams of a lane and group; Peewee takes 1.6 ms."""

STREAM = (
    "SELECT p.customer_id AS customer, CAST(? AS INTEGER) AS behind, p.{k1} AS k1, p.{k2} AS k2, p.ref FROM placement p"
    " WHERE p.edition_id = ? AND p.{lane} = ? AND p.owner_key = ? AND p.zone = ? AND p.{block_set} = ? AND {where}"
    " ORDER BY p.{k1}, p.{k2}, p.ref LIMIT ?"
)
"""The head of a stream. A lane merges up to 200 of them; Peewee takes 6 ms for 8."""

OF_STREAM = "SELECT * FROM ({stream}) AS s{place}"
"""A part of the union of streams: SQLite takes no ``LIMIT`` in one otherwise."""

ANYBODY = (
    "SELECT p.valid_until AS at, p.customer_id AS customer FROM placement p"
    " WHERE p.edition_id = ? AND p.zone = ? AND p.valid_until <= ?{among} ORDER BY p.valid_until LIMIT ?"
)
"""Plans behind, those first that are so the longest. While plans lag a claim asks this, or one of the next two, of each
group and under its own condition; Peewee takes 0.8 ms for each."""

DUE_COMMITMENTS = (
    "SELECT o.breach_at AS at, o.customer_id AS customer FROM obligation o CROSS JOIN placement p"
    " WHERE p.customer_id = o.customer_id AND p.edition_id = o.edition_id AND o.edition_id = ?"
    " AND o.commitment AND o.dialled AND +o.due_at <= ? AND p.valid_until <= ? AND p.zone = ?{among}{until}"
    " ORDER BY o.breach_at LIMIT ?"
)
"""Commitments that are due to those behind, the first breach first. From the promises, which are few: ``CROSS JOIN``
keeps SQLite from beginning with everybody's plans, the sign from going through all that is due. Without it a claim in
the morning of 20,000 customers took 24 ms, with it 4."""

BREACHED_UNTIL = " AND o.breach_at <= ?"
"""A part of :data:`DUE_COMMITMENTS`."""

UNLISTED = (
    "SELECT p.valid_until AS at, p.customer_id AS customer FROM placement p"
    " WHERE p.edition_id = ? AND p.zone = ? AND p.valid_until <= ? AND p.next_until <= ?"
    " AND (p.valid_until <= ? OR p.next_lane = ?){among} ORDER BY p.valid_until LIMIT ?"
)
"""Plans that ended more than once and may lack a commitment that the calendar has brought since."""

HIDDEN = (
    "SELECT customer_id FROM claim WHERE expires_at > ? AND agent_id <> ?"
    " UNION SELECT p.customer_id FROM claim_number n CROSS JOIN phone p WHERE p.e164 = n.e164"
    " AND p.customer_id <> n.customer_id AND n.expires_at > ?"
    " UNION SELECT customer_id FROM open_call WHERE held"
)
"""Customers of others on the line. Few claims, many numbers: ``CROSS JOIN`` keeps SQLite from beginning with numbers.
Three in one statement, which a claim and a page begin with: on a server each costs 0.1 ms to ask."""

COUNT = "SELECT count(*) FROM (SELECT 1 FROM placement p WHERE {where} AND p.lane = ?{most}) AS counted"
"""Counts some groups of a lane up to a bound. A page of 22,000 took 41 ms to read while it was sorted
to be counted, 10 ms since; Peewee takes 0.9 ms for each of the lanes."""

AT_MOST = " LIMIT ?"
"""A part of :data:`COUNT`."""

COUNT_OF_FEW = "SELECT count(*) FROM placement p WHERE {where} AND +p.lane = ? AND p.customer_id IN ({few})"
"""The same of those who are left out. The sign keeps the databases from going through the lane for them."""
