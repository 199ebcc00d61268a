"""Own numbers: set up, listed, and chosen for a call (docs/rules.md#caller-numbers)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from callcenter import policy
from callcenter.model import MINUTE, CallerBudget, Instant
from callcenter.storage.access.service import Service
from callcenter.storage.campaigns import campaign_rows
from callcenter.storage.database import clean_text
from callcenter.storage.database.prepared import Condition, Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.tables.calls import OpenCallTable, TouchTable
from callcenter.storage.tables.campaigns import CallerNumberTable, CampaignTable
from callcenter.storage.tables.slim_peewee import JOIN, fn, peewee
from callcenter.views.upkeep.caller_numbers import CallerNumber
from callcenter.views.upkeep.trouble import StoreError, Trouble


class _Row(Struct, frozen=True):
    id: int
    e164: str
    label: str
    campaign: str | None
    campaign_id: int | None
    per_day: int | None
    per_hour: int | None
    rest_minutes: int
    paused_at: Instant | None
    touched_at: Instant | None
    dialled_at: Instant | None

    @property
    def budget(self) -> CallerBudget:
        return CallerBudget(self.per_day, self.per_hour, self.rest_minutes)

    @property
    def used_at(self) -> Instant | None:
        return max((at for at in (self.touched_at, self.dialled_at) if at is not None), default=None)


def _numbers() -> peewee.ModelSelect[CallerNumberTable]:
    number = CallerNumberTable
    touched = TouchTable.select(fn.MAX(TouchTable.at)).where(
        (TouchTable.shown_number == number.e164) & TouchTable.in_force
    )
    dialled = OpenCallTable.select(fn.MAX(OpenCallTable.dialled_at)).where(OpenCallTable.shown_number == number.e164)
    selected = columns(_Row, number, campaign=CampaignTable.name, touched_at=touched, dialled_at=dialled)
    return number.select(*selected).join(CampaignTable, JOIN.LEFT_OUTER)


@prepared
def _all() -> Query:
    return _numbers().order_by(CallerNumberTable.e164)


@prepared
def _of_campaign(campaign: int) -> Query:
    return _numbers().where(_serves(campaign)).order_by(CallerNumberTable.id)


@prepared
def _locks(campaign: int) -> Query:
    return (
        CallerNumberTable.select(CallerNumberTable.id)
        .where(_serves(campaign))
        .order_by(CallerNumberTable.id)
        .for_update()
    )


def _serves(campaign: int) -> Condition:
    of_it = (CallerNumberTable.campaign == campaign) | CallerNumberTable.campaign.is_null()
    serves: Condition = CallerNumberTable.paused_at.is_null() & of_it
    return serves


@prepared
def _id_of(number: str) -> Query:
    return CallerNumberTable.select(CallerNumberTable.id).where(CallerNumberTable.e164 == number)


@prepared
def _touches(number: str, most: int) -> Query:
    shown = TouchTable.select(TouchTable.at).where((TouchTable.shown_number == number) & TouchTable.in_force)
    return shown.order_by(TouchTable.at.desc()).limit(most)


@prepared
def _open_calls(number: str, token: str) -> Query:
    others = (OpenCallTable.shown_number == number) & (OpenCallTable.token != token)
    return OpenCallTable.select(OpenCallTable.dialled_at).where(others)


IN_USE = fn.EXISTS(CallerNumberTable.select(CallerNumberTable.id).where(CallerNumberTable.paused_at.is_null()))
"""Condition: some number of the company is set up and not paused."""


def choose(tx: Tx, campaign: int, now: Instant, *, token: str) -> str | None:
    """Return the number that a customer of this campaign sees now: of those with budget left the one that was not used
    for the longest; None where none is set up.

    A campaign that has numbers of its own shows only these. ``token`` is that of the call that is to be placed; what
    was dialled in it before is on record. Raises ``CALLER_NUMBERS_SPENT``.
    """
    if tx.postgres:
        tx.values(_locks(campaign))  # two calls at once may not both take the last of a budget
    serving = tx.all(_Row, _of_campaign(campaign))
    numbers = [one for one in serving if one.campaign_id is not None] or serving
    ends = []
    for one in sorted(numbers, key=lambda one: (one.used_at or 0, one.id)):
        end = _free_at(tx, one, token)
        if end is None or end <= now:
            return one.e164
        ends.append(end)
    if ends:
        opens_at = min(ends)
        minutes = -(-(opens_at - now) // MINUTE)
        raise StoreError(Trouble.CALLER_NUMBERS_SPENT, minutes=minutes, opens_at=opens_at)
    return None


def _free_at(tx: Tx, one: _Row, token: str = "") -> Instant | None:
    most = max(one.per_day or 0, one.per_hour or 0)
    if not most:
        return None
    shown = [*tx.values(_touches(one.e164, most)), *tx.values(_open_calls(one.e164, token))]
    return policy.caller_number_free_at(one.budget, sorted(shown, reverse=True))


class CallerNumbers(Service, subject="caller_numbers"):
    """Verbs on the company's own numbers."""

    def add(
        self,
        number: str,
        *,
        label: str = "",
        campaign: str | None = None,
        budget: CallerBudget,
        now: Instant,
    ) -> CallerNumber:
        """Add an own number, E.164. Raises ``CALLER_NUMBER_EXISTS``, ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> CallerNumber:
            if tx.value(_id_of(number)) is not None:
                raise StoreError(Trouble.CALLER_NUMBER_EXISTS, phone=number)
            tx.insert(
                CallerNumberTable,
                e164=number,
                label=clean_text.line(label),
                campaign=None if not campaign else campaign_rows.get(tx, campaign).id,
                per_day=budget.per_day,
                per_hour=budget.per_hour,
                rest_minutes=budget.rest_minutes,
                created_at=now,
            )
            tx.mark_changed()
            return _row(tx, number, now)

        return self._database.write(work)

    def set(
        self,
        number: str,
        *,
        label: str | None = None,
        campaign: str | None = None,
        per_day: int | None = None,
        per_hour: int | None = None,
        rest_minutes: int | None = None,
        paused: bool | None = None,
        now: Instant,
    ) -> CallerNumber:
        """Change an own number: None = stays as it is; ``campaign`` '' = of none, a budget of 0 = none.

        Raises ``UNKNOWN_CALLER_NUMBER``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> CallerNumber:
            key = tx.value(_id_of(number))
            if key is None:
                raise StoreError(Trouble.UNKNOWN_CALLER_NUMBER, phone=number)
            values: dict[str, object] = {}
            if label is not None:
                values["label"] = clean_text.line(label)
            if campaign is not None:
                values["campaign"] = campaign_rows.get(tx, campaign).id if campaign else None
            for name, budget in (("per_day", per_day), ("per_hour", per_hour)):
                if budget is not None:
                    values[name] = budget or None
            if rest_minutes is not None:
                values["rest_minutes"] = rest_minutes
            if paused is not None:
                values["paused_at"] = now if paused else None
            if values:
                tx.run(CallerNumberTable.update(**values).where(CallerNumberTable.id == key))
                tx.mark_changed()
            return _row(tx, number, now)

        return self._database.write(work)

    def all(self, *, now: Instant) -> tuple[CallerNumber, ...]:
        """Every own number, by number, with what is left of its budget."""
        return self._database.read(lambda tx: tuple(_shown(tx, one, now) for one in tx.all(_Row, _all())))


def _shown(tx: Tx, one: _Row, now: Instant) -> CallerNumber:
    end = _free_at(tx, one)
    return CallerNumber(
        one.e164,
        one.label,
        one.campaign,
        one.budget,
        one.paused_at is not None,
        one.used_at,
        None if end is None or end <= now else end,
    )


def _row(tx: Tx, number: str, now: Instant) -> CallerNumber:
    rows: Sequence[_Row] = tx.all(_Row, _all())
    return next(_shown(tx, one, now) for one in rows if one.e164 == number)
