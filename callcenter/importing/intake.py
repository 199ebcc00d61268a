"""Checks of rows against the store, and the staging of the good ones (docs/rules.md#imports).

A file is read once, a few hundred rows at a time: each draft is judged beside the campaigns, rulebooks and records
that are there and in the rows before it. Nothing shows until the caller publishes what was staged.

Where the rules are silent: an empty ``campaign`` cell of a known ref leaves it where it is, unless the whole file
is given to a campaign; empty cells of a touch that is on record say nothing against it.
"""

from __future__ import annotations

import csv
import hashlib
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO, TypeAlias, TypeVar

from msgspec import Struct, field

from callcenter import policy
from callcenter.dates.imported import Moment, resolve
from callcenter.importing import currencies
from callcenter.importing.books import RegionOf, read_customers, read_touches
from callcenter.importing.drafts import (
    AttributeValue,
    BookKind,
    CustomerDraft,
    FileFault,
    ImportFileError,
    Rejection,
    RowFault,
    TouchDraft,
)
from callcenter.importing.file_reader import open_book
from callcenter.importing.headings import FieldColumns, Layout, is_unknown_date
from callcenter.importing.phones import is_of
from callcenter.importing.values import harmless, match_tier
from callcenter.model import CampaignFrame, Channel, Facts, History, Instant, Milestone, MilestoneKind, Stage, Touch
from callcenter.rulebook import reader, shelf
from callcenter.rulebook.book import Rulebook
from callcenter.store import Store, StoreError, Trouble
from callcenter.views.customers.allocations import Allocated
from callcenter.views.customers.import_previews import ImportPreview, PreviewedCustomer
from callcenter.views.upkeep.campaigns import CampaignState
from callcenter.views.upkeep.imports import KnownCustomer, StagedCustomer, StagedTouch

DEFAULT_CAMPAIGN = "telesales"
LINE_COLUMN, REASON_COLUMN = "rejected_line", "rejected_because"
"""The columns that a list of rejected rows has before the file's own; where they come in again they are left aside."""

_BATCH = 500
_Staged: TypeAlias = StagedCustomer | StagedTouch
_Key: TypeAlias = tuple[str, Instant, Channel]
_T = TypeVar("_T")
_Draft = TypeVar("_Draft", CustomerDraft, TouchDraft)


class Options(Struct, frozen=True):
    """Options of an import. ``campaign`` '' = ``telesales`` for new customers; ``mapping`` is ``--map``.

    ``overwrite``: the fields that are changed although they were decided here. ``sheet`` '' = the first visible one.
    ``from_today``: what new customers owed before now is history. ``only_empty``: the fields of known
    customers that are only filled.
    ``from_today``: what new customers owed before now is history. ``allocate``: those without an owner go round in the
    rotation of their campaign.
    """

    campaign: str = ""
    mapping: FieldColumns = field(default_factory=dict)
    strict: bool = False
    dry_run: bool = False
    move: bool = False
    overwrite: frozenset[str] = frozenset()
    sheet: str = ""
    from_today: bool = False
    only_empty: frozenset[str] = frozenset()
    allocate: bool = False


class Taken(Struct, frozen=True):
    """Result of reading. ``import_id`` None = nothing was staged: a dry run, or ``--strict`` with a bad row.

    ``rows`` counts the rows that hold anything, ``good`` those that were not rejected. ``unknown_dates``: the headings
    of columns that are named as a milestone's and are none. ``without_number``: new customers who have none;
    ``abroad``: those who have one of another country and no time zone, by the zone that counts for them.
    ``shared``: new customers with a number that somebody else has. ``new`` and ``overdue`` (of a dry run): new
    customers, and those of them who would owe something that is late; ``preview``: what would become of the known.
    ``sheet`` is the one that was read, ``unread`` are those that were not where none was asked for.
    """

    import_id: int | None
    rows: int
    good: int
    rejections: tuple[Rejection, ...]
    headings: tuple[str, ...]
    unknown_dates: tuple[str, ...] = ()
    without_number: int = 0
    abroad: Mapping[str, int] = field(default_factory=dict)
    shared: int = 0
    sheet: str = ""
    unread: tuple[str, ...] = ()
    new: int = 0
    overdue: int = 0
    preview: ImportPreview = ImportPreview()


class _Target(Struct, frozen=True):
    frame: CampaignFrame
    book: Rulebook
    closed: bool = False


def take(
    store: Store,
    source: Path,
    kind: BookKind,
    options: Options,
    *,
    now: Instant,
    progress: Callable[[float], None],
) -> Taken:
    """Read and check a file and stage its good rows. ``progress`` is told how much is read, from 0 to 1.

    Nothing goes in before ``Store.stage_ready``: the caller may still give all of it up.

    Raises :class:`ImportFileError`, and :class:`StoreError` ``UNKNOWN_CAMPAIGN``, ``CAMPAIGN_CLOSED`` for that of the
    options.
    """
    campaigns = _Campaigns(store)
    if options.campaign:
        target = campaigns.get(options.campaign)
        if target is None:
            raise StoreError(Trouble.UNKNOWN_CAMPAIGN, campaign=options.campaign)
        if target.closed:
            raise StoreError(Trouble.CAMPAIGN_CLOSED, campaign=options.campaign)
    digest = _digest(source)
    import_id = None
    if not options.dry_run:
        import_id = store.imports.stage_begin(
            kind.value,
            source.name,
            digest,
            now=now,
            overwrite=options.overwrite,
            from_today=options.from_today,
            only_empty=options.only_empty,
            allocate=options.allocate,
        )
    rejections: list[Rejection] = []
    rows = 0
    try:
        with open_book(source, options.sheet) as book:
            judge: _Customers | _Touches
            region = campaigns.region(options.campaign)
            if kind is BookKind.CUSTOMERS:
                layout, drafts = read_customers(book, region, options.mapping)
                judge = _Customers(store, campaigns, options, layout, now)
                judged = _judged(drafts, judge.staged)
            else:
                layout, read = read_touches(book, region, options.mapping)
                judge = _Touches(store, campaigns, layout)
                judged = _judged(read, judge.staged)
            for good, bad in judged:
                rows += len(good) + len(bad)
                rejections += bad
                if import_id is not None and good and not (options.strict and rejections):
                    store.imports.stage_rows(import_id, good)
                progress(book.progress())
        if import_id is not None and options.strict and rejections:
            store.imports.stage_drop(import_id)
            import_id = None
    except BaseException:
        if import_id is not None:
            store.imports.stage_drop(import_id)
        raise
    rejections.sort(key=lambda one: one.line)
    unknown_dates = tuple(column.heading for column in layout.columns if is_unknown_date(column))
    found = judge if isinstance(judge, _Customers) else None
    return Taken(
        import_id,
        rows,
        rows - len(rejections),
        tuple(rejections),
        _heading_row(layout),
        unknown_dates,
        0 if found is None else found.without_number,
        {} if found is None else found.abroad,
        0 if found is None else found.shared,
        book.sheet,
        () if options.sheet else book.others,
        0 if found is None else found.new,
        0 if found is None else found.overdue,
        ImportPreview() if found is None else found.preview(),
    )


def write_rejects(file: TextIO, taken: Taken, reason: Callable[[Rejection], str]) -> None:
    """Write the rejected rows as they were read, with line and reason: a CSV that Excel opens and runs nothing of.

    Reading it again gives the cells as they were. Raises ``OSError``.
    """
    writer = csv.writer(file)
    writer.writerow([LINE_COLUMN, REASON_COLUMN, *map(harmless, taken.headings)])
    # Line and reason come first and nothing is filled up: a row that is too short stays too short.
    writer.writerows([one.line, harmless(reason(one)), *map(harmless, one.cells)] for one in taken.rejections)


def _digest(source: Path) -> str:
    try:
        # A file that is read twice must not be used up by the first reading, and must come to an end.
        if stat.S_IFMT(source.stat().st_mode) not in (stat.S_IFREG, stat.S_IFDIR):
            raise ImportFileError(FileFault.NOT_A_FILE)
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImportFileError(FileFault.CANNOT_OPEN, {"reason": error.strerror or str(error)}) from error


def _heading_row(layout: Layout) -> tuple[str, ...]:
    """The headings of the file in their places; where it has none, the fields that its columns are."""
    named = {column.index: column.heading if layout.has_heading else column.field or "" for column in layout.columns}
    ignored = iter(layout.ignored)
    return tuple(
        named[index] if index in named else "" if index in layout.nameless else next(ignored, "")
        for index in range(layout.width)
    )


def _headings(layout: Layout) -> dict[str, str]:
    """The heading of each field, as the file writes it."""
    return {column.field: column.heading for column in layout.columns if column.field is not None}


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    left = iter(items)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _judged(
    read: Iterable[_Draft | Rejection], stage: Callable[[Sequence[_Draft]], Iterator[_Staged | Rejection]]
) -> Iterator[tuple[list[_Staged], list[Rejection]]]:
    """Good and bad rows, some hundreds at a time."""
    for batch in _batches(read):
        bad = [one for one in batch if isinstance(one, Rejection)]
        good: list[_Staged] = []
        for one in stage([one for one in batch if not isinstance(one, Rejection)]):
            if isinstance(one, Rejection):
                bad.append(one)
            else:
                good.append(one)
        yield good, bad


class _Campaigns:
    """The campaigns that are there, and those that a shipped rulebook's name would make (docs/rules.md#campaigns)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        rows = store.campaigns.all()
        self._frames = {row.name: row.frame for row in rows}
        self._closed = {row.name for row in rows if row.state is CampaignState.CLOSED}
        self._targets: dict[str, _Target | None] = {}

    def get(self, name: str) -> _Target | None:
        """The campaign of this name; None where there is none and no shipped rulebook makes it."""
        if name not in self._targets:
            self._targets[name] = self._load(name)
        return self._targets[name]

    def _load(self, name: str) -> _Target | None:
        if name in self._frames:
            return _Target(self._frames[name], self._store.campaigns.book(name), name in self._closed)
        if name in shelf.shipped():
            return _Target(CampaignFrame(name), reader.load(shelf.shipped_text(name), name))
        return None

    def region(self, default: str) -> RegionOf:
        """Return the region in which a row's phone without ``+`` is read: the country of its campaign."""
        countries = {frame.country for frame in self._frames.values()}
        if default not in self._frames:
            countries.add(CampaignFrame("").country)
        homes: dict[str, str] = {}

        def of(ref: str, cell: str | None) -> str:
            if len(countries) == 1:
                return next(iter(countries))
            name = cell or default
            if not name:
                if ref not in homes:
                    known = self._store.imports.known_customers([ref])
                    homes[ref] = known[ref].campaign if ref in known else DEFAULT_CAMPAIGN
                name = homes[ref]
            target = self.get(name)
            return CampaignFrame("").country if target is None else target.frame.country

        return of


class _Customers:
    """Judge of the rows of a customer list, which remembers the refs that stood further up in the file."""

    def __init__(self, store: Store, campaigns: _Campaigns, options: Options, layout: Layout, now: Instant) -> None:
        self._store = store
        self._campaigns = campaigns
        self._options = options
        self._now = now
        self._headings = _headings(layout)
        self._above: dict[str, KnownCustomer] = {}
        self.without_number = 0
        self.abroad: Counter[str] = Counter()
        self.shared = 0
        self.new = 0
        self.overdue = 0
        self._numbers: set[str] = set()
        self._looked: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._changes: list[PreviewedCustomer] = []
        self._allocated: list[Allocated] = []
        self._turns: Mapping[str, str] = {}

    def staged(self, drafts: Sequence[CustomerDraft]) -> Iterator[StagedCustomer | Rejection]:
        known = {**self._store.imports.known_customers([draft.ref for draft in drafts]), **self._above}
        self._numbers |= self._store.imports.known_numbers(
            {one for draft in drafts if draft.ref not in known for one in _plain_numbers(draft)}
        )
        good: list[StagedCustomer] = []
        for draft in drafts:
            judged = self._judge(draft, known.get(draft.ref))
            if isinstance(judged, StagedCustomer):
                home = judged.campaign or known[draft.ref].campaign
                tier = judged.tier or (known[draft.ref].tier if draft.ref in known else None)
                self._above[draft.ref] = known[draft.ref] = KnownCustomer(draft.ref, home, judged.name or "", tier)
                good.append(judged)
            yield judged
        if self._options.dry_run:
            self._look(good)

    def preview(self) -> ImportPreview:
        """The outcome of the rows that were judged: of a dry run."""
        return ImportPreview(dict(self._counts), tuple(self._changes), tuple(self._allocated), self._turns)

    def _look(self, rows: Sequence[StagedCustomer]) -> None:
        """Ask what rows would do. A ref that stood further up is asked for once, its later rows count as updates."""
        first: dict[str, StagedCustomer] = {}
        for row in rows:
            if row.ref in self._looked or row.ref in first:
                self._counts["updated"] += 1
            else:
                first[row.ref] = row
        self._looked |= set(first)
        chosen = self._options
        seen = self._store.imports.preview(
            list(first.values()),
            now=self._now,
            overwrite=chosen.overwrite,
            only_empty=chosen.only_empty,
            allocate=chosen.allocate,
            after=self._turns,
        )
        self._counts.update(seen.counts)
        self._changes += seen.changes
        self._allocated += seen.allocated
        self._turns = seen.turns

    def _judge(self, draft: CustomerDraft, known: KnownCustomer | None) -> StagedCustomer | Rejection:
        def refused(code: RowFault, about: str, **params: str) -> Rejection:
            named = {"field": about, "heading": self._headings.get(about, "")}
            return Rejection(draft.line, code, named | params, draft.cells)

        asked = draft.campaign or self._options.campaign
        name = asked or (DEFAULT_CAMPAIGN if known is None else known.campaign)
        target = self._campaigns.get(name)
        if target is None:
            return refused(RowFault.UNKNOWN_CAMPAIGN, "campaign", value=name)
        if target.closed:
            return refused(RowFault.CLOSED_CAMPAIGN, "campaign", value=name)
        moves = known is not None and known.campaign != name
        if known is None and not draft.name:
            return refused(RowFault.MISSING_NAME, "name")
        if known is not None and moves and not self._options.move:
            return refused(RowFault.OTHER_CAMPAIGN, "campaign", campaign=known.campaign)
        tier = None
        given = draft.tier or (known.tier if known is not None and moves else None)
        if given:
            tier = match_tier(given, target.book.tiers)
            if tier is None:
                return refused(RowFault.UNKNOWN_TIER, "tier", value=given, tiers=", ".join(target.book.tiers))
        row = _staged_customer(draft, "" if known is not None and not moves else name, tier, target.frame.zone)
        if known is None:
            self._note(draft, target.frame)
            self.new += 1
            if self._options.dry_run:
                self.overdue += self._starts_overdue(row, target)
        return row

    def _starts_overdue(self, row: StagedCustomer, target: _Target) -> bool:
        """Tell whether a new customer would owe something that is late."""
        facts = Facts(
            ref=row.ref,
            zone=row.zone or target.frame.zone,
            created=row.created or Milestone(MilestoneKind.INQUIRY, self._now),
            created_given=row.created is not None,
            tier=row.tier,
            stage=row.stage or Stage.NONE,
            key=bool(row.key),
            birthday=row.birthday,
            numbers=row.phones or (),
            milestones=row.milestones,
            listed=(self._now,) if row.do_not_call else (),
            revenue=row.revenue or "",
            attributes=row.attributes or {},
            history_until=self._now if self._options.from_today else None,
        )
        plan = policy.plan(target.book, target.frame, facts, History(), self._now)
        return any(owed.breach_at <= self._now for owed in plan.obligations)

    def _note(self, draft: CustomerDraft, frame: CampaignFrame) -> None:
        """Count what whoever brings new customers should know of them."""
        numbers = _plain_numbers(draft)
        self.shared += not self._numbers.isdisjoint(numbers)
        self._numbers.update(numbers)
        if not draft.phones:
            self.without_number += 1
        elif draft.timezone is None and not all(is_of(number, frame.country) for number in draft.phones):
            self.abroad[frame.zone] += 1


def _plain_numbers(draft: CustomerDraft) -> set[str]:
    """The numbers of a draft: behind two extensions of one stand two people."""
    return {number.e164 for number in draft.phones or () if not number.extension}


def _staged_customer(draft: CustomerDraft, campaign: str, tier: str | None, zone: str) -> StagedCustomer:
    created = None
    if draft.created_at is not None:
        created = _milestone(MilestoneKind.INQUIRY, draft.created_at, zone)
    attributes = {
        name: _written(value) for name, value in draft.attributes.items() if name not in (LINE_COLUMN, REASON_COLUMN)
    }
    return StagedCustomer(
        line=draft.line,
        ref=draft.ref,
        campaign=campaign,
        name=draft.name,
        company=draft.company,
        phones=None if draft.phones is None else tuple(number.written for number in draft.phones),
        tier=tier,
        stage=draft.stage,
        source=draft.source,
        owner=draft.owner,
        zone=draft.timezone,
        birthday=draft.birthday,
        created=created,
        key=draft.key,
        revenue=None if draft.revenue is None else _written(draft.revenue),
        milestones=tuple(_milestone(kind, at, zone) for kind, at in draft.milestones.items()),
        attributes=attributes or None,
        do_not_call=draft.do_not_call,
        tags=draft.tags,
        persons=() if draft.person is None else (draft.person,),
    )


def _milestone(kind: MilestoneKind, moment: Moment, zone: str) -> Milestone:
    at, date_only = resolve(moment, zone)
    return Milestone(kind, at, date_only)


def _written(value: AttributeValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


class _Touches:
    """Judge of the rows of a list of touches, which remembers those that stood further up in the file."""

    def __init__(self, store: Store, campaigns: _Campaigns, layout: Layout) -> None:
        self._store = store
        self._campaigns = campaigns
        self._headings = _headings(layout)
        self._above: dict[_Key, Touch] = {}

    def staged(self, drafts: Sequence[TouchDraft]) -> Iterator[StagedTouch | Rejection]:
        known = self._store.imports.known_customers(sorted({draft.customer_ref for draft in drafts}))
        touches = {
            place: _touch(draft, *self._place(known[draft.customer_ref]))
            for place, draft in enumerate(drafts)
            if draft.customer_ref in known
        }
        stored = self._store.imports.touches_like([_key(drafts[place], touch) for place, touch in touches.items()])
        for place, draft in enumerate(drafts):
            if place not in touches:
                about = "customer_ref"
                params = {"field": about, "heading": self._headings.get(about, ""), "value": draft.customer_ref}
                yield Rejection(draft.line, RowFault.UNKNOWN_CUSTOMER, params, draft.cells)
                continue
            touch = touches[place]
            key = _key(draft, touch)
            others = stored.get(key) or ((self._above[key],) if key in self._above else ())
            if others and not any(_agrees(draft, touch, other) for other in others):
                yield Rejection(draft.line, RowFault.TOUCH_DIFFERS, {}, draft.cells)
                continue
            self._above.setdefault(key, touch)
            yield StagedTouch(draft.line, draft.customer_ref, touch)

    def _place(self, known: KnownCustomer) -> tuple[str, str]:
        """The zone and the country of a customer's campaign."""
        target = self._campaigns.get(known.campaign)
        assert target is not None
        return target.frame.zone, target.frame.country


def _key(draft: TouchDraft, touch: Touch) -> _Key:
    return draft.customer_ref, touch.at, touch.channel


def _touch(draft: TouchDraft, zone: str, country: str) -> Touch:
    return Touch(
        at=resolve(draft.at, zone)[0],
        channel=draft.channel,
        direction=draft.direction,
        disposition=draft.disposition,
        agent=draft.agent or "",
        seconds=draft.seconds or 0,
        note=draft.note or "",
        callback_at=None if draft.callback_at is None else resolve(draft.callback_at, zone)[0],
        team=draft.team or "",
        phone="" if draft.phone is None else draft.phone.e164,
        result=draft.callback_result,
        satisfaction=draft.satisfaction,
        recording=draft.recording,
        amount="" if draft.amount is None else draft.amount.amount,
        currency=_currency(draft, country),
    )


def _currency(draft: TouchDraft, country: str) -> str:
    """The currency of a row with an amount: as its column says, as the amount says, else the campaign's country's."""
    if draft.amount is None:
        return ""
    return draft.currency or draft.amount.currency or currencies.of_country(country)


def _agrees(draft: TouchDraft, touch: Touch, other: Touch) -> bool:
    """Tell whether a touch on record says what the row says; what the row leaves empty says nothing."""
    return touch.direction is other.direction and all(
        given is None or new == old
        for given, new, old in (
            (draft.disposition, touch.disposition, other.disposition),
            (draft.agent, touch.agent, other.agent),
            (draft.seconds, touch.seconds, other.seconds),
            (draft.note, touch.note, other.note),
            (draft.callback_at, touch.callback_at, other.callback_at),
            (draft.team, touch.team, other.team),
            (draft.phone, touch.phone, other.phone),
            (draft.callback_result, touch.result, other.result),
            (draft.satisfaction, touch.satisfaction, other.satisfaction),
            (draft.recording, touch.recording, other.recording),
            (draft.amount, (touch.amount, touch.currency), (other.amount, other.currency)),
        )
    )
