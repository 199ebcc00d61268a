"""Campaigns and the rulebook versions that they run under."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from callcenter import workdays
from callcenter.model import CampaignFrame, Instant
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import Rulebook
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.service import Service
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.campaigns import CampaignTable, EditionTable, RulebookVersionTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.driver import fn, peewee
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


class _Row(Struct, frozen=True):
    id: int
    name: str
    zone: str
    country: str
    legal_start: int
    legal_end: int
    closed_holidays: bool
    closed_days: str
    version: int
    rulebook: str
    number: int
    created_at: Instant
    edition: int
    since: Instant | None
    begun_at: Instant
    coming: int | None
    coming_version: int
    coming_begun_at: Instant

    def kept(self) -> Kept:
        """The campaign."""
        coming = self.coming
        return Kept(
            id=self.id,
            frame=CampaignFrame(
                name=self.name,
                zone=self.zone,
                country=self.country,
                legal_start=_clock(self.legal_start),
                legal_end=_clock(self.legal_end),
                closed_holidays=self.closed_holidays,
                closed_days=frozenset(date.fromisoformat(day) for day in json.loads(self.closed_days)),
            ),
            version=self.version,
            rulebook=self.rulebook,
            number=self.number,
            edition=EditionOf(self.edition, self.version, self.since, self.begun_at),
            coming=None if coming is None else EditionOf(coming, self.coming_version, None, self.coming_begun_at),
            created_at=self.created_at,
        )


def _campaigns() -> peewee.ModelSelect[CampaignTable]:
    coming = EditionTable.alias()
    selected = columns(
        _Row,
        CampaignTable,
        version=CampaignTable.rulebook_version,
        rulebook=RulebookVersionTable.name,
        number=RulebookVersionTable.number,
        edition=EditionTable.id,
        since=EditionTable.since,
        begun_at=EditionTable.begun_at,
        coming=coming.id,
        coming_version=fn.COALESCE(coming.rulebook_version, 0),
        coming_begun_at=fn.COALESCE(coming.begun_at, 0),
    )
    is_coming = (coming.campaign == CampaignTable.id) & (coming.state == "preparing")
    return (
        CampaignTable.select(*selected)
        .join(RulebookVersionTable)
        .join_from(CampaignTable, EditionTable, on=EditionTable.id == CampaignTable.edition)
        .join_from(CampaignTable, coming, peewee.JOIN.LEFT_OUTER, on=is_coming)
    )


@prepared
def _all_campaigns() -> Query:
    return _campaigns().order_by(CampaignTable.id)


@prepared
def _campaign_named(name: str) -> Query:
    return _campaigns().where(CampaignTable.name == name)


def _clock(minutes: int) -> time:
    # 24:00 cannot be written as a time of day; the last microsecond stands for it.
    return time.max if minutes >= 1440 else time(minutes // 60, minutes % 60)


def _minutes(clock: time) -> int:
    return 1440 if clock == time.max else clock.hour * 60 + clock.minute


def all_kept(tx: Tx) -> dict[int, Kept]:
    """Every campaign by id."""
    return {row.id: row.kept() for row in tx.all(_Row, _all_campaigns())}


def kept_named(tx: Tx, name: str) -> Kept:
    """A campaign by name. Raises ``UNKNOWN_CAMPAIGN``."""
    found = tx.one(_Row, _campaign_named(name))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=name)
    return found.kept()


def selected(tx: Tx, name: str | None) -> dict[int, Kept]:
    """The campaign of this name, or all of them for None."""
    if name is None:
        return all_kept(tx)
    kept = kept_named(tx, name)
    return {kept.id: kept}


def counting(campaigns: Iterable[Kept]) -> str:
    """The same as :func:`editions_of`, for an ``IN`` list in SQL."""
    return ",".join(map(str, editions_of(campaigns))) or "0"


def editions_of(campaigns: Iterable[Kept]) -> list[int]:
    """The ids of the editions that count: plans of any other edition are no one's."""
    return [kept.edition.id for kept in campaigns]


def version_of(tx: Tx, book: Rulebook, *, actor: Actor, now: Instant) -> int:
    """The id of this rulebook text's version; the same text is kept once."""
    import hashlib

    digest = hashlib.sha256(book.text.encode()).hexdigest()
    of_name = RulebookVersionTable.name == book.name
    same = of_name & (RulebookVersionTable.digest == digest)
    found = tx.value(RulebookVersionTable.select(RulebookVersionTable.id).where(same))
    if found is not None:
        return int(found)
    newest = tx.value(RulebookVersionTable.select(fn.MAX(RulebookVersionTable.number)).where(of_name)) or 0
    return tx.insert(
        RulebookVersionTable,
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
        text = shelf.shipped_text(name)
    except KeyError as error:
        raise StoreError(Trouble.UNKNOWN_RULEBOOK, rulebook=name) from error
    return reader.load(text, name)


def ensure_shipped(tx: Tx, name: str, *, actor: Actor, now: Instant) -> Kept:
    """The campaign of this name; one that names a shipped rulebook makes itself (RULES §3), '' is ``telesales``.

    Raises ``UNKNOWN_CAMPAIGN``.
    """
    wanted = name or DEFAULT_CAMPAIGN
    found = tx.one(_Row, _campaign_named(wanted))
    if found is not None:
        return found.kept()
    if wanted not in shelf.shipped():
        raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=wanted)
    return add(tx, CampaignFrame(wanted), shipped_book(wanted), actor=actor, now=now)


def add(tx: Tx, frame: CampaignFrame, book: Rulebook, *, actor: Actor, now: Instant) -> Kept:
    """Write a new campaign. Raises ``CAMPAIGN_EXISTS``."""
    if tx.one(_Row, _campaign_named(frame.name)) is not None:
        raise StoreError(Trouble.CAMPAIGN_EXISTS, campaign=frame.name)
    version = version_of(tx, book, actor=actor, now=now)
    key = tx.insert(
        CampaignTable,
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
        EditionTable,
        campaign=key,
        rulebook_version=version,
        state="settled",
        begun_at=now,
        worked_at=now,
        since=0,
        actor=actor.name,
    )
    tx.run(CampaignTable.update(edition=edition).where(CampaignTable.id == key))
    tx.mark_changed()
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


class _Size(Struct, frozen=True):
    campaign: int
    customers: int


class Campaigns(Service):
    """Verbs on campaigns and their rulebooks."""

    def add(
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
        name = clean_text.line(name)
        if not name:
            raise StoreError(Trouble.EMPTY_NAME)
        check_zone(timezone)
        if not workdays.knows_country(country):
            raise StoreError(Trouble.UNKNOWN_COUNTRY, country=country)
        book = shipped_book(rulebook) if isinstance(rulebook, str) else rulebook
        frame = CampaignFrame(name, timezone, country, legal_start, legal_end, closed_holidays, frozenset(closed_days))
        return self._database.write(lambda tx: row_of(add(tx, frame, book, actor=actor, now=now), 0))

    def all(self) -> tuple[CampaignRow, ...]:
        """Every campaign, by name, with the number of its customers."""

        def work(tx: Tx) -> tuple[CampaignRow, ...]:
            sizes = (
                CustomerTable.select(*columns(_Size, CustomerTable, customers=fn.COUNT(CustomerTable.id)))
                .where(CustomerTable.survivor.is_null())
                .group_by(CustomerTable.campaign)
            )
            counts = {one.campaign: one.customers for one in tx.all(_Size, sizes)}
            kept = sorted(all_kept(tx).values(), key=lambda one: one.name)
            return tuple(row_of(one, counts.get(one.id, 0)) for one in kept)

        return self._database.read(work)

    def first_frame(self) -> CampaignFrame | None:
        """The frame of the first campaign by name, None without one."""
        return next(iter(self.frames()), None)

    def frames(self) -> tuple[CampaignFrame, ...]:
        """The frames of all campaigns, by name: for those who cannot wait for a count, which looks at everybody."""
        kept = self._database.read(all_kept).values()
        return tuple(sorted((one.frame for one in kept), key=lambda frame: frame.name))

    def get(self, name: str) -> CampaignRow:
        """One campaign. Raises ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> CampaignRow:
            kept = kept_named(tx, name)
            customers = CustomerTable.select(fn.COUNT(CustomerTable.id)).where(
                (CustomerTable.campaign == kept.id) & CustomerTable.survivor.is_null()
            )
            return row_of(kept, tx.value(customers))

        return self._database.read(work)

    def book(self, name: str) -> Rulebook:
        """The rulebook that a campaign runs under now. Raises ``UNKNOWN_CAMPAIGN``."""
        return self._database.read(lambda tx: tx.book(kept_named(tx, name).version))

    def ensure_shipped(self, name: str, *, actor: Actor, now: Instant) -> CampaignRow:
        """The campaign of this name; a shipped rulebook's name makes its campaign (RULES §3), '' is ``telesales``.

        Raises ``UNKNOWN_CAMPAIGN``.
        """
        return self._database.write(lambda tx: row_of(ensure_shipped(tx, name, actor=actor, now=now), 0))
