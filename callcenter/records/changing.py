"""A campaign's rules change while people work (DESIGN §3, rulebook versions).

The plans under the coming edition are written beside those that count, some customers a transaction; facts that come in
meanwhile write both. Once everybody has one, the coming edition's cohorts are drawn, and those whom that concerns get
their plan again. Then a single update of the campaign switches, so that nobody is ever offered
by a mix of two books. After it each customer is settled: what follows from the new rules (breaches, cases, findings) is
put on record, and the plans before go. How far it has come stands in the edition: whoever goes on with it after an end
begins where it stopped.
"""

from __future__ import annotations

import time
from functools import partial

from callcenter.model import SECOND, Instant
from callcenter.records import cohorting, frames, placing
from callcenter.records.frames import Kept
from callcenter.records.pacing import Pace
from callcenter.records.placing import Placing
from callcenter.records.working import Tx
from callcenter.rulebook import Rulebook
from callcenter.schema.campaigns import Edition
from callcenter.views.campaigns import CampaignRow, ChangeStage, RulebookChange
from callcenter.views.people import Actor

_STALE = 15 * SECOND
"""How long nobody has worked at a change before others take it for left alone and go on with it."""

_LARGEST_SIZE = 400  # customers of a transaction
_SHARE_OF_OTHERS = 0.5
"""How long others may write after each transaction, measured by it. SQLite gives its lock to whoever asks first:
without the pause they would have to ask at the very moment between two transactions, and be told after ten seconds
that the store is busy."""

_UNDER_WAY = (
    "SELECT e.id, e.rulebook_version_id, e.state, e.cursor, v.name, v.number FROM campaign_edition e"
    " JOIN rulebook_version v ON v.id = e.rulebook_version_id"
    " WHERE e.campaign_id = ? AND e.state IN ('settling', 'preparing')"
    # What counts is settled before anything else is prepared.
    " ORDER BY CASE e.state WHEN 'settling' THEN 0 ELSE 1 END LIMIT 1"
)


class Changing(Placing):
    """Verbs that put a campaign under other rules."""

    def begin_rulebook(self, campaign: str, rulebook: Rulebook, *, actor: Actor, now: Instant) -> RulebookChange:
        """Begin to put a campaign under another rulebook; :meth:`go_on_with_rulebook` does the work.

        The rulebook that already comes goes on where it stopped; one that was coming gives way to this one. Raises
        ``UNKNOWN_CAMPAIGN``.
        """
        return self.write(lambda tx: _begin(tx, campaign, rulebook, actor, now))

    def go_on_with_rulebook(self, campaign: str, *, now: Instant, budget: int = 200) -> RulebookChange:
        """Work at a campaign's change of rules for some milliseconds; call again until its ``stage`` is done.

        Runs in write transactions under 50 ms each. Raises ``UNKNOWN_CAMPAIGN``.
        """
        return self._go_on(campaign, now, budget, alone=False)

    def _go_on(self, campaign: str, now: Instant, budget: int, *, alone: bool) -> RulebookChange:
        ends = time.monotonic() + budget / 1000
        pace = Pace(_LARGEST_SIZE)
        while True:
            with pace.measured() as size:
                more = self.write(partial(step, campaign=campaign, now=now, size=size, alone=alone), durable=False)
            done = time.monotonic()
            time.sleep(pace.seconds * _SHARE_OF_OTHERS)
            behind = self.read(lambda tx: _cohorts_behind(tx, frames.kept_named(tx, campaign), now))
            if behind is not None:
                self.draw(behind, now)
            if not more or done >= ends:
                return self.read(lambda tx: _shown(tx, frames.kept_named(tx, campaign)))

    def set_rulebook(self, campaign: str, rulebook: Rulebook, *, actor: Actor, now: Instant) -> CampaignRow:
        """Put a campaign under another rulebook, all at once. Raises ``UNKNOWN_CAMPAIGN``."""
        change = self.begin_rulebook(campaign, rulebook, actor=actor, now=now)
        while change.stage is not ChangeStage.DONE:
            change = self.go_on_with_rulebook(campaign, now=now)
        return self.read(lambda tx: frames.row_of(frames.kept_named(tx, campaign), change.total))

    def rulebook_changes(self) -> tuple[RulebookChange, ...]:
        """The changes of rules that are under way, by campaign."""

        def work(tx: Tx) -> tuple[RulebookChange, ...]:
            kept = sorted(frames.all_kept(tx).values(), key=lambda one: one.name)
            shown = [_shown(tx, one) for one in kept if tx.row(_UNDER_WAY, (one.id,)) is not None]
            return tuple(shown)

        return self.read(work)

    def resume_rulebooks(self, *, now: Instant, budget: int) -> None:
        """Go on, for some milliseconds, with changes that whoever began them has left alone.

        Nobody has to wait for the rest: the rules before count until the change is complete.
        """
        ends = time.monotonic() + budget / 1000
        for name in self.read(lambda tx: _left_alone(tx, now)):
            left = int((ends - time.monotonic()) * 1000)
            if left > 0:
                self._go_on(name, now, left, alone=True)


def _left_alone(tx: Tx, now: Instant) -> list[str]:
    return [
        name
        for (name,) in tx.rows(
            "SELECT DISTINCT c.name FROM campaign_edition e JOIN campaign c ON c.id = e.campaign_id"
            " WHERE e.state IN ('settling', 'preparing') AND e.worked_at <= ? ORDER BY c.name",
            (now - _STALE,),
        )
    ]


def _begin(tx: Tx, campaign: str, book: Rulebook, actor: Actor, now: Instant) -> RulebookChange:
    kept = frames.kept_named(tx, campaign)
    if tx.postgres:
        # Waits for those who are just bringing in a customer and have not seen that a change begins.
        tx.sql("SELECT id FROM campaign WHERE id = ? FOR UPDATE", (kept.id,))
        kept = frames.kept_named(tx, campaign)
    version = frames.version_of(tx, book, actor=actor, now=now)
    if kept.coming is not None and kept.coming.version != version:
        tx.sql("UPDATE campaign_edition SET state = 'dropped' WHERE id = ?", (kept.coming.id,))
        # The plans that were written for it go with the next pass over everybody, whichever that is.
        tx.sql(
            "UPDATE campaign_edition SET state = 'settling', cursor = 0, worked_at = ? WHERE id = ?",
            (now, kept.edition.id),
        )
        tx.touch()
    if version != kept.version and (kept.coming is None or kept.coming.version != version):
        tx.insert(
            Edition,
            campaign=kept.id,
            rulebook_version=version,
            state="preparing",
            begun_at=now,
            worked_at=now,
            actor=actor.name,
        )
        tx.touch()
    return _shown(tx, frames.kept_named(tx, campaign))


def step(tx: Tx, campaign: str, now: Instant, size: int, *, alone: bool = False) -> bool:
    """One transaction's worth of a change; False when nothing is left to do.

    Whoever goes on with one that was left ``alone`` does not look after it: it stays so, and others may help.
    """
    kept = frames.kept_named(tx, campaign)
    # Two programs may work at one change: they take turns, and each begins where the other stopped. The lock leaves
    # those alone who write plans of the edition.
    found = tx.row(_UNDER_WAY + (" FOR NO KEY UPDATE OF e" if tx.postgres else ""), (kept.id,))
    if found is None:
        return False
    edition, version, state, cursor = found[:4]
    if not alone:
        tx.sql("UPDATE campaign_edition SET worked_at = ? WHERE id = ?", (now, edition))
    ids = [
        row[0]
        for row in tx.rows(
            "SELECT id FROM customer WHERE campaign_id = ? AND id > ? AND survivor_id IS NULL"
            f" ORDER BY id LIMIT {size}",
            (kept.id, cursor),
        )
    ]
    due = [] if ids or state != "preparing" else _due(tx, edition, now, size)
    if ids:
        tx.lock_customers(ids)
        if state == "preparing":
            placing.prepare(tx, ids, now)
        else:
            placing.settle_all(tx, ids, now)
        tx.sql("UPDATE campaign_edition SET cursor = ? WHERE id = ?", (ids[-1], edition))
    elif due:
        tx.lock_customers(due)
        placing.prepare(tx, due, now)
    elif state == "preparing" and _cohorts_behind(tx, kept, now) is not None:
        pass  # drawn between two steps: nobody waits for so long
    elif state == "preparing":
        tx.sql("UPDATE campaign SET edition = ?, rulebook_version_id = ? WHERE id = ?", (edition, version, kept.id))
        tx.sql(
            "UPDATE campaign_edition SET state = 'settling', cursor = 0, since = ? WHERE id = ?",
            (now, edition),
        )
        tx.touch()
    else:
        tx.sql("UPDATE campaign_edition SET state = 'settled' WHERE id = ?", (edition,))
        tx.sql(
            "DELETE FROM cohort WHERE edition_id IN (SELECT id FROM campaign_edition"
            " WHERE campaign_id = ? AND id <> ? AND state <> 'preparing')",
            (kept.id, edition),
        )
        tx.touch()
    return True


def _due(tx: Tx, edition: int, now: Instant, size: int) -> list[int]:
    """Who has to be folded again under a coming edition: because of its cohorts, or because time passed."""
    rows = tx.rows(
        "SELECT customer_id FROM placement WHERE edition_id = ? AND valid_until <= ?"
        f" ORDER BY valid_until, customer_id LIMIT {size}",
        (edition, now),
    )
    return [row[0] for row in rows]


def _cohorts_behind(tx: Tx, kept: Kept, now: Instant) -> cohorting.Work | None:
    """What has to be drawn of a coming edition's cohorts, once all its plans are there."""
    if kept.coming is None or not tx.book(kept.coming.version).cohorts:
        return None
    missing = tx.value(
        "SELECT 1 FROM customer WHERE campaign_id = ? AND id > (SELECT cursor FROM campaign_edition WHERE id = ?)"
        " AND survivor_id IS NULL LIMIT 1",
        (kept.id, kept.coming.id),
    )
    return None if missing is not None else cohorting.behind(tx, now, kept, kept.coming)


def _shown(tx: Tx, kept: Kept) -> RulebookChange:
    """How far a campaign's change of rules has come; done, under the rules that count, where there is none."""
    total = int(tx.value("SELECT count(*) FROM customer WHERE campaign_id = ?", (kept.id,)))
    found = tx.row(_UNDER_WAY, (kept.id,))
    if found is None:
        return RulebookChange(kept.name, kept.rulebook, kept.number, ChangeStage.DONE, total, total)
    _, _, state, cursor, rulebook, number = found
    done = int(tx.value("SELECT count(*) FROM customer WHERE campaign_id = ? AND id <= ?", (kept.id, cursor)))
    return RulebookChange(kept.name, rulebook, number, ChangeStage(state), done, total)
