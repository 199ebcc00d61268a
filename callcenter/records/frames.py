"""Campaigns and the rulebook versions that they run under."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from callcenter import rulebook as rulebooks
from callcenter import rulebook_reader, workdays
from callcenter.model import CampaignFrame, Instant
from callcenter.records import cleaning
from callcenter.records.working import Tx, Worker
from callcenter.rulebook import Rulebook
from callcenter.views.campaigns import CampaignRow
from callcenter.views.people import Actor
from callcenter.views.trouble import StoreError, Trouble

DEFAULT_CAMPAIGN = "telesales"


class EditionOf(Struct, frozen=True):
    """An edition of a campaign's rules: its id, its rulebook version's id, and since when it counts (None: not yet).

    ``begun_at`` is when it was written down.
    """

    id: int
    version: int
    since: Instant | None
    begun_at: Instant


class Kept(Struct, frozen=True):
    """A campaign as it is stored: ``version`` is the id of its rulebook version, ``number`` the one people see.

    ``edition`` is the one whose plans count; ``coming`` the one that is being written beside it, None outside a change
    of rules. ``created_at`` is when the campaign came into the store.
    """

    id: int
    frame: CampaignFrame
    version: int
    rulebook: str
    number: int
    edition: EditionOf
    coming: EditionOf | None
    created_at: Instant

    @property
    def name(self) -> str:
        return self.frame.name


_COLUMNS = (
    "SELECT c.id, c.name, c.zone, c.country, c.legal_start, c.legal_end, c.closed_holidays, c.closed_days,"
    " v.id, v.name, v.number, c.created_at, e.id, e.since, e.begun_at, n.id,"
    " n.rulebook_version_id, n.begun_at"
    " FROM campaign c JOIN rulebook_version v ON v.id = c.rulebook_version_id"
    " JOIN campaign_edition e ON e.id = c.edition"
    " LEFT JOIN campaign_edition n ON n.campaign_id = c.id AND n.state = 'preparing'"
)


def _kept(row: tuple[object, ...]) -> Kept:
    key, name, zone, country, start, end, holidays, days, version, rulebook, number, created_at, *editions = row
    edition, since, begun, coming, next_version, next_begun = (
        None if one is None else int(str(one)) for one in editions
    )
    assert edition is not None
    assert begun is not None
    frame = CampaignFrame(
        name=str(name),
        zone=str(zone),
        country=str(country),
        legal_start=_clock(int(str(start))),
        legal_end=_clock(int(str(end))),
        closed_holidays=bool(holidays),
        closed_days=frozenset(date.fromisoformat(day) for day in json.loads(str(days))),
    )
    return Kept(
        int(str(key)),
        frame,
        int(str(version)),
        str(rulebook),
        int(str(number)),
        EditionOf(edition, int(str(version)), since, begun),
        None
        if coming is None or next_version is None or next_begun is None
        else EditionOf(coming, next_version, None, next_begun),
        int(str(created_at)),
    )


def _clock(minutes: int) -> time:
    # 24:00 cannot be written as a time of day; the last microsecond stands for it.
    return time.max if minutes >= 1440 else time(minutes // 60, minutes % 60)


def _minutes(clock: time) -> int:
    return 1440 if clock == time.max else clock.hour * 60 + clock.minute


def all_kept(tx: Tx) -> dict[int, Kept]:
    """Every campaign by id."""
    return {kept.id: kept for kept in map(_kept, tx.rows(f"{_COLUMNS} ORDER BY c.id"))}


def kept_named(tx: Tx, name: str) -> Kept:
    """A campaign by name. Raises ``UNKNOWN_CAMPAIGN``."""
    found = tx.row(f"{_COLUMNS} WHERE c.name = ?", (name,))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=name)
    return _kept(found)


def selected(tx: Tx, name: str | None) -> dict[int, Kept]:
    """The campaign of this name, or all of them for None."""
    if name is None:
        return all_kept(tx)
    kept = kept_named(tx, name)
    return {kept.id: kept}


def counting(campaigns: Iterable[Kept]) -> str:
    """The ids of the editions that count, for an ``IN`` list: plans of any other edition are no one's."""
    return ",".join(str(kept.edition.id) for kept in campaigns) or "0"


def version_of(tx: Tx, book: Rulebook, *, actor: Actor, now: Instant) -> int:
    """The id of this rulebook text's version; the same text is kept once."""
    import hashlib

    from callcenter.schema.campaigns import RulebookVersion

    digest = hashlib.sha256(book.text.encode()).hexdigest()
    found = tx.value("SELECT id FROM rulebook_version WHERE name = ? AND digest = ?", (book.name, digest))
    if found is not None:
        return int(found)
    newest = tx.value("SELECT max(number) FROM rulebook_version WHERE name = ?", (book.name,)) or 0
    return tx.insert(
        RulebookVersion,
        name=book.name,
        number=newest + 1,
        digest=digest,
        text=book.text,
        created_at=now,
        actor=actor.name,
    )


def shipped_book(name: str) -> Rulebook:
    """A rulebook that ships with the program. Raises ``UNKNOWN_RULEBOOK``."""
    try:
        text = rulebooks.shipped_text(name)
    except KeyError as error:
        raise StoreError(Trouble.UNKNOWN_RULEBOOK, rulebook=name) from error
    return rulebook_reader.load(text, name)


def ensure_shipped(tx: Tx, name: str, *, actor: Actor, now: Instant) -> Kept:
    """The campaign of this name; one that names a shipped rulebook makes itself (RULES §3), '' is ``telesales``.

    Raises ``UNKNOWN_CAMPAIGN``.
    """
    wanted = name or DEFAULT_CAMPAIGN
    found = tx.row(f"{_COLUMNS} WHERE c.name = ?", (wanted,))
    if found is not None:
        return _kept(found)
    if wanted not in rulebooks.shipped():
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=wanted)
    return add(tx, CampaignFrame(wanted), shipped_book(wanted), actor=actor, now=now)


def add(tx: Tx, frame: CampaignFrame, book: Rulebook, *, actor: Actor, now: Instant) -> Kept:
    """Write a new campaign. Raises ``CAMPAIGN_EXISTS``."""
    from callcenter.schema.campaigns import Campaign, Edition

    if tx.value("SELECT 1 FROM campaign WHERE name = ?", (frame.name,)) is not None:
        raise StoreError(Trouble.CAMPAIGN_EXISTS, campaign=frame.name)
    version = version_of(tx, book, actor=actor, now=now)
    key = tx.insert(
        Campaign,
        name=frame.name,
        rulebook_version=version,
        zone=frame.zone,
        country=frame.country,
        legal_start=_minutes(frame.legal_start),
        legal_end=_minutes(frame.legal_end),
        closed_holidays=frame.closed_holidays,
        closed_days=json.dumps(sorted(day.isoformat() for day in frame.closed_days)),
        created_at=now,
    )
    edition = tx.insert(
        Edition,
        campaign=key,
        rulebook_version=version,
        state="settled",
        begun_at=now,
        worked_at=now,
        since=0,
        actor=actor.name,
    )
    tx.sql("UPDATE campaign SET edition = ? WHERE id = ?", (edition, key))
    tx.touch()
    return kept_named(tx, frame.name)


def row_of(kept: Kept, customers: int) -> CampaignRow:
    """What rooms outside the store see of a campaign."""
    return CampaignRow(kept.frame, kept.rulebook, kept.number, customers)


def check_zone(zone: str) -> None:
    """Raises ``UNKNOWN_ZONE`` where no such IANA time zone is known."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise StoreError(Trouble.UNKNOWN_ZONE, zone=zone) from error


class Campaigns(Worker):
    """Verbs on campaigns and their rulebooks."""

    def add_campaign(
        self,
        name: str,
        *,
        rulebook: str | Rulebook = DEFAULT_CAMPAIGN,
        timezone: str = "Asia/Shanghai",
        country: str = "CN",
        legal_start: time = time(8),
        legal_end: time = time(21),
        closed_holidays: bool = False,
        closed_days: Collection[date] = (),
        actor: Actor,
        now: Instant,
    ) -> CampaignRow:
        """Make a campaign under a shipped rulebook, or under one that was read from a file (RULES §3).

        Raises ``EMPTY_NAME``, ``CAMPAIGN_EXISTS``, ``UNKNOWN_RULEBOOK``, ``UNKNOWN_ZONE``, ``UNKNOWN_COUNTRY``.
        """
        name = cleaning.line(name)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)
        check_zone(timezone)
        if not workdays.knows_country(country):
            raise StoreError(Trouble.UNKNOWN_COUNTRY, country=country)
        book = shipped_book(rulebook) if isinstance(rulebook, str) else rulebook
        frame = CampaignFrame(name, timezone, country, legal_start, legal_end, closed_holidays, frozenset(closed_days))
        return self.write(lambda tx: row_of(add(tx, frame, book, actor=actor, now=now), 0))

    def campaigns(self) -> tuple[CampaignRow, ...]:
        """Every campaign, by name, with the number of its customers."""

        def work(tx: Tx) -> tuple[CampaignRow, ...]:
            counts: dict[int, int] = dict(
                tx.rows("SELECT campaign_id, count(*) FROM customer WHERE survivor_id IS NULL GROUP BY campaign_id")
            )
            kept = sorted(all_kept(tx).values(), key=lambda one: one.name)
            return tuple(row_of(one, counts.get(one.id, 0)) for one in kept)

        return self.read(work)

    def first_frame(self) -> CampaignFrame | None:
        """The frame of the first campaign by name, None without one."""
        return next(iter(self.campaign_frames()), None)

    def campaign_frames(self) -> tuple[CampaignFrame, ...]:
        """The frames of all campaigns, by name: for those who cannot wait for a count, which looks at everybody."""
        kept = self.read(all_kept).values()
        return tuple(sorted((one.frame for one in kept), key=lambda frame: frame.name))

    def campaign(self, name: str) -> CampaignRow:
        """One campaign. Raises ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> CampaignRow:
            kept = kept_named(tx, name)
            return row_of(
                kept,
                tx.value("SELECT count(*) FROM customer WHERE campaign_id = ? AND survivor_id IS NULL", (kept.id,)),
            )

        return self.read(work)

    def campaign_book(self, name: str) -> Rulebook:
        """The rulebook that a campaign runs under now. Raises ``UNKNOWN_CAMPAIGN``."""
        return self.read(lambda tx: tx.book(kept_named(tx, name).version))

    def ensure_shipped_campaign(self, name: str, *, actor: Actor, now: Instant) -> CampaignRow:
        """The campaign of this name; a shipped rulebook's name makes its campaign (RULES §3), '' is ``telesales``.

        Raises ``UNKNOWN_CAMPAIGN``.
        """
        return self.write(lambda tx: row_of(ensure_shipped(tx, name, actor=actor, now=now), 0))
