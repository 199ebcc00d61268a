"""What happened with a customer, page by page: contacts, and what was decided about them between those.

Contacts are read by the index of their customer and instant, as many as a page holds, however many there are.
Decisions are few and read whole; a page holds those that fall between its oldest contact and the page above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from callcenter.model import Channel, Direction, Disposition, Instant, Result, Snooze
from callcenter.records import loading, ticking
from callcenter.records.working import Row, Tx, Worker
from callcenter.views.log import TouchRow
from callcenter.views.timeline import Cause, Decision, Entry, Happening, Place, TimelinePage

PAGE = 200
RECENT = 60
"""Contacts that come with the customer, where a page would be more than is seen at once."""

TOUCH_SELECT = (
    "SELECT t.id, c.ref, c.name, k.name, t.at, a.name, t.channel, t.direction, t.disposition, t.seconds,"
    " t.wrap_seconds, t.note, t.phone, t.callback_at, t.effective, t.corrects_id, t.withdrawn, t.result,"
    " t.satisfaction, t.on_case, t.scripts, t.in_force"
    " FROM touch t JOIN customer c ON c.id = t.customer_id JOIN campaign k ON k.id = c.campaign_id"
    " LEFT JOIN agent a ON a.id = t.agent_id"
)
_OLDER, _NEWER = " AND (t.at, t.id) < (?, ?)", " AND (t.at, t.id) >= (?, ?)"


class Timelines(Worker):
    """Verbs on what happened with one customer."""

    def timeline(
        self,
        ref: str,
        *,
        below: Place | None = None,
        above: Place | None = None,
        oldest: bool = False,
        limit: int = PAGE,
    ) -> TimelinePage:
        """A page of a customer's timeline with ``limit`` contacts: the newest, those ``below`` or ``above`` a place
        that another page named, or the ``oldest``. What was corrected or taken back stands in it too.

        Those merged into the customer count. Raises ``UNKNOWN_REF``.
        """

        def work(tx: Tx) -> TimelinePage:
            customer = loading.customer_id(tx, ref)
            return page(tx, customer, below=below, above=above, oldest=oldest, limit=limit)

        return self.read(work)

    def promised_by(self, ref: str, at: Instant) -> TouchRow | None:
        """The newest contact in which a callback at ``at`` was promised. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> TouchRow | None:
            people = loading.everybody_in(tx, loading.customer_id(tx, ref))
            row = tx.row(
                f"{TOUCH_SELECT} WHERE t.customer_id IN ({tx.marks(people)}) AND t.in_force AND t.callback_at = ?"
                " ORDER BY t.at DESC, t.id DESC LIMIT 1",
                [*people, at],
            )
            return None if row is None else touch_row(row)

        return self.read(work)


def touch_row(row: Row) -> TouchRow:
    """A row of :data:`TOUCH_SELECT`."""
    return TouchRow(
        id=row[0],
        ref=row[1],
        customer=row[2],
        campaign=row[3],
        at=row[4],
        agent=row[5] or "",
        channel=Channel(row[6]),
        direction=Direction(row[7]),
        disposition=None if row[8] is None else Disposition(row[8]),
        seconds=row[9],
        wrap_seconds=row[10],
        note=row[11],
        phone=row[12],
        callback_at=row[13],
        effective=bool(row[14]),
        corrects=row[15],
        withdrawn=bool(row[16]),
        result=None if row[17] is None else Result(row[17]),
        satisfaction=row[18],
        on_case=row[19],
        scripts=ticking.stored(row[20]),
        replaced=not row[21] and not row[16],
    )


def page(
    tx: Tx,
    customer: int,
    *,
    below: Place | None = None,
    above: Place | None = None,
    oldest: bool = False,
    limit: int = PAGE,
) -> TimelinePage:
    """:meth:`Timelines.timeline` in a transaction."""
    people = loading.everybody_in(tx, customer)
    whose = f"t.customer_id IN ({tx.marks(people)})"
    upwards = oldest or above is not None
    edge = above if upwards else below
    beyond = "" if edge is None else _NEWER if upwards else _OLDER
    order = "t.at, t.id" if upwards else "t.at DESC, t.id DESC"
    params = [*people, *(() if edge is None else (edge.at, edge.id)), limit + 1]
    rows = tx.rows(f"{TOUCH_SELECT} WHERE {whose}{beyond} ORDER BY {order} LIMIT ?", params)
    touches = [touch_row(row) for row in rows]
    further = len(touches) > limit
    if upwards:
        # The contact that was read in vain begins the page above this one.
        newer = Place(touches[limit].at, touches[limit].id) if further else None
        older, touches = above, touches[limit - 1 :: -1] if further else touches[::-1]
    else:
        newer, touches = below, touches[:limit]
        older = Place(touches[-1].at, touches[-1].id) if further else None
    decided = list(_decisions(tx, people))
    between = [one for one in decided if (older is None or one.at >= older.at) and (newer is None or one.at < newer.at)]
    # Of one moment, what was written down last stands on top.
    everything: list[Entry] = [*reversed(between), *touches]
    entries = sorted(everything, key=lambda entry: entry.at, reverse=True)
    count = tx.value(f"SELECT count(*) FROM touch t WHERE {whose}", people)
    zone = tx.value("SELECT k.zone FROM campaign k JOIN customer c ON c.campaign_id = k.id WHERE c.id = ?", (customer,))
    return TimelinePage(tuple(entries), newer, older, count + len(decided), zone)


def _decisions(tx: Tx, people: Sequence[int]) -> Iterator[Decision | Snooze]:
    marks = tx.marks(people)
    for at, actor, what, old, new, cause in tx.rows(
        f"SELECT at, actor, what, old, new, cause FROM customer_change WHERE customer_id IN ({marks}) ORDER BY id",
        people,
    ):
        yield Decision(Happening(what), at, actor, old, new, cause=Cause(cause))
    for at, actor, old, new, reason in tx.rows(
        f"SELECT at, actor, old, new, reason FROM tier_change WHERE customer_id IN ({marks}) ORDER BY id", people
    ):
        yield Decision(Happening.TIER, at, actor, old or "", new or "", reason)
    for at, actor, merged, into, split_at, split_by in tx.rows(
        "SELECT m.at, m.actor, c.ref, s.ref, m.withdrawn_at, m.withdrawn_by FROM customer_merge m"
        " JOIN customer c ON c.id = m.customer_id JOIN customer s ON s.id = m.survivor_id"
        f" WHERE m.survivor_id IN ({marks}) OR m.customer_id IN ({marks}) ORDER BY m.id",
        [*people, *people],
    ):
        yield Decision(Happening.MERGED, at, actor, into, merged)
        if split_at is not None:
            yield Decision(Happening.SPLIT, split_at, split_by, into, merged)
    # One a person, where several are merged: it was lifted once.
    for at, actor in tx.rows(
        f"SELECT DISTINCT at, actor FROM do_not_call_lift WHERE customer_id IN ({marks}) AND NOT withdrawn ORDER BY at",
        people,
    ):
        yield Decision(Happening.LIFTED, at, actor)
    # One a number, which the list said in one word.
    for at, actor, word, filename in tx.rows(
        "SELECT DISTINCT d.at, d.actor, d.word, b.filename FROM do_not_call d JOIN import_batch b ON b.id = d.import_id"
        f" WHERE d.customer_id IN ({marks}) AND NOT d.withdrawn ORDER BY d.at",
        people,
    ):
        yield Decision(Happening.LISTED, at, actor, new=word, reason=filename, cause=Cause.IMPORT)
    for put_off in tx.rows(
        "SELECT at, until, agent, reason, withdrawn_at, withdrawn_by FROM snooze"
        f" WHERE customer_id IN ({marks}) ORDER BY id",
        people,
    ):
        yield Snooze(*put_off)
