"""What people do right now, and for how long they did it (RULES §6, occupancy)."""

from __future__ import annotations

from callcenter.model import MINUTE, SECOND, Instant
from callcenter.records import claiming, people, programs
from callcenter.records.working import Tx, Worker
from callcenter.views.shift import GONE_AFTER, AgentState

SILENT = 60 * SECOND
"""Without a sign of life for so long a program has ended without signing out."""

BROKEN_OFF = 30 * MINUTE
"""A shift that broke off goes on within this time; whoever comes later begins another."""


def set_state(tx: Tx, agent: int, state: AgentState, *, now: Instant, ref: str = "") -> None:
    """Enter a state; the stretch before it ends, at its last sign of life where the program had gone silent."""
    row = tx.row("SELECT state, heartbeat, ref FROM presence WHERE agent_id = ?", (agent,))
    if row is None:
        tx.sql(
            "INSERT INTO presence (agent_id, state, since, signed_in_at, heartbeat, ref) VALUES (?,?,?,?,?,?)"
            " ON CONFLICT (agent_id) DO NOTHING",
            (agent, state.value, now, now, now, ref),
        )
    elif row[0] == state.value and row[2] == ref and now - row[1] <= SILENT:
        tx.sql("UPDATE presence SET heartbeat = ? WHERE agent_id = ?", (now, agent))
        return
    else:
        ended = now if now - row[1] <= SILENT else row[1]
        tx.sql("UPDATE presence_span SET until = ? WHERE agent_id = ? AND until IS NULL", (ended, agent))
        tx.sql(
            "UPDATE presence SET state = ?, since = ?, heartbeat = ?, ref = ? WHERE agent_id = ?",
            (state.value, now, now, ref, agent),
        )
    if state is not AgentState.OFFLINE:
        # Signing in comes before the first frame, so not by the table's model, which would be made for it alone.
        tx.sql("INSERT INTO presence_span (agent_id, state, since) VALUES (?,?,?)", (agent, state.value, now))
    tx.touch()


def heard_at(tx: Tx, agent: int) -> Instant | None:
    """When an agent's program last gave a sign of life; None where it never did."""
    at: Instant | None = tx.value("SELECT heartbeat FROM presence WHERE agent_id = ?", (agent,))
    return at


def is_gone(tx: Tx, agent: int, name: str, now: Instant) -> bool:
    """Whether the program of an agent, by id and name, is gone for good, and their call with it.

    A program whose clock is apart gives no sign of life, and lives all the same.
    """
    heard = heard_at(tx, agent)
    return (heard is None or now - heard > GONE_AFTER) and not programs.lives(tx, name)


class Presences(Worker):
    """Verbs on presence."""

    def sign_in(self, agent: str, *, now: Instant) -> Instant:
        """An agent begins a shift, ready; returns when it began. Raises ``UNKNOWN_AGENT``.

        Whose program ended without signing out goes on with the shift that was broken off: the breaches since its
        beginning are still theirs to see (DESIGN §2, start of a shift).
        """

        def work(tx: Tx) -> Instant:
            key = people.agent_id(tx, agent)
            row = tx.row("SELECT signed_in_at, heartbeat FROM presence WHERE agent_id = ?", (key,))
            set_state(tx, key, AgentState.READY, now=now)
            if row is not None and row[0] is not None and now - row[1] <= BROKEN_OFF:
                return int(row[0])
            tx.sql("UPDATE presence SET signed_in_at = ? WHERE agent_id = ?", (now, key))
            return now

        return self.write(work, durable=False)

    def sign_out(self, agent: str, *, now: Instant) -> None:
        """An agent ends a shift; what they have claimed without dialling is free again. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            claiming.free_undialled(tx, key)
            set_state(tx, key, AgentState.OFFLINE, now=now)
            tx.sql("UPDATE presence SET signed_in_at = NULL WHERE agent_id = ?", (key,))

        self.write(work, durable=False)

    def set_presence(self, agent: str, state: AgentState, *, ref: str = "", now: Instant) -> None:
        """Enter a state: a break, ready again. Raises ``UNKNOWN_AGENT``.

        Who goes on a break leaves nobody waiting: what they have claimed without dialling is free again.
        """

        def work(tx: Tx) -> None:
            key = people.agent_id(tx, agent)
            if state is AgentState.BREAK:
                claiming.free_undialled(tx, key)
            set_state(tx, key, state, now=now, ref=ref)

        self.write(work, durable=False)

    def presence(self, agent: str) -> tuple[AgentState, Instant | None]:
        """What an agent does and since when; since None where they never signed in. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> tuple[AgentState, Instant | None]:
            key = people.agent_id(tx, agent)
            row = tx.row("SELECT state, since FROM presence WHERE agent_id = ?", (key,))
            return (AgentState.OFFLINE, None) if row is None else (AgentState(row[0]), row[1])

        return self.read(work)

    def heartbeat(self, agent: str, *, now: Instant) -> None:
        """A sign of life; nothing that screens would have to draw. Raises ``UNKNOWN_AGENT``."""
        self.write(
            lambda tx: tx.sql(
                "UPDATE presence SET heartbeat = ? WHERE agent_id = ?", (now, people.agent_id(tx, agent))
            ),
            durable=False,
        )
