"""The figures of a report, counted a second time from the bare records (docs/figures.md).

Records are dictionaries by the names of the columns, as the database has them. Nothing is indexed, cached or shared
with the program: each figure goes over all records for each group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
REACHED = {"interested", "neutral", "appointment", "signed", "callback", "negative", "refused", "do_not_call"}
CALLBACKS = {
    "service.complaint_resolved",
    "service.repair_done",
    "brokerage.new_account",
    "brokerage.key",
    "brokerage.event",
    "brokerage.sample",
}
MINUTE = 60_000
ASIDE = {"hand_on_answered", "handed_out", "reported"}


@dataclass
class Records:
    now: int
    customers: dict[int, Row]
    touches: list[Row]
    milestones: list[Row]
    changes: list[Row]
    allocations: list[Row]
    closures: list[Row]
    breaches: list[Row]
    cases: list[Row]
    agents: dict[int, str]
    campaigns: dict[int, tuple[str, str]]
    """Name and zone."""
    windows: dict[int, list[tuple[set[int], time, time]]] = field(default_factory=dict)


@dataclass
class Item:
    """A thing that is counted: of whom, when, in which group; ``key`` where it counts once."""

    at: int
    zone: str
    agent: str
    campaign: str
    source: str
    rule: str = ""
    amount: Decimal = Decimal(1)
    key: object = None
    ref: str = ""
    currency: str = ""


def local(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


class Recount:
    def __init__(self, records: Records) -> None:
        self.r = records

    def who(self, customer: int) -> int:
        survivor = self.r.customers[customer]["survivor_id"]
        return customer if survivor is None else int(survivor)

    def name(self, agent: int | None) -> str:
        return self.r.agents[agent] if agent else ""

    def item(self, customer: int, at: int, agent: str, **more: Any) -> Item:
        row = self.r.customers[self.who(customer)]
        name, zone = self.r.campaigns[row["campaign_id"]]
        return Item(at, zone, agent, name, row["source"], ref=row["ref"], **more)

    def owner(self, customer: int, at: int) -> str:
        customer = self.who(customer)
        later = [c for c in self.r.changes if c["customer_id"] == customer and c["what"] == "owner" and c["at"] > at]
        if later:
            return str(min(later, key=lambda c: (c["at"], c["id"]))["old"])
        return self.name(self.r.customers[customer]["owner_id"])

    def contacts(self) -> list[Row]:
        return [t for t in self.r.touches if t["in_force"] and t["at"] <= self.r.now]

    def reached(self, t: Row) -> bool:
        return bool(t["channel"] == "visit" or (t["channel"] == "call" and t["disposition"] in REACHED))

    def out(self, t: Row) -> bool:
        return bool(t["channel"] == "call" and t["direction"] == "out")

    def touch(self, t: Row, **more: Any) -> Item:
        return self.item(t["customer_id"], t["at"], self.name(t["agent_id"]), **more)

    def calls(self) -> Iterable[Item]:
        return (self.touch(t) for t in self.contacts() if self.out(t))

    def reached_calls(self) -> Iterable[Item]:
        return (self.touch(t) for t in self.contacts() if self.out(t) and self.reached(t))

    def attempts(self) -> Iterable[Item]:
        yield from self.reached_calls()
        by_customer = defaultdict(list)
        for t in self.contacts():
            by_customer[self.who(t["customer_id"])].append(t)
        for rows in by_customer.values():
            rows.sort(key=lambda t: (t["at"], t["id"]))
            group: list[Row] = []
            for t in rows:
                if self.reached(t):
                    if group:
                        yield self.touch(group[-1])
                    group = []
                elif self.out(t):
                    another = t["phone"] not in [one["phone"] for one in group]
                    if group and another and t["at"] - group[0]["at"] <= 10 * MINUTE:
                        group.append(t)
                    else:
                        if group:
                            yield self.touch(group[-1])
                        group = [t]
            if group:
                yield self.touch(group[-1])

    def effective(self) -> Iterable[Item]:
        return (self.touch(t) for t in self.contacts() if self.out(t) and t["effective"])

    def followed_up(self) -> Iterable[Item]:
        for t in self.contacts():
            if self.out(t) and t["effective"]:
                one = self.touch(t)
                one.key = (one.agent, one.ref, local(one.at, one.zone).date())
                yield one

    def reached_customers(self) -> Iterable[Item]:
        for t in self.contacts():
            if self.reached(t):
                one = self.touch(t)
                one.key = one.ref
                yield one

    def answers(self) -> Iterable[Item]:
        for t in self.contacts():
            if t["satisfaction"] is not None:
                yield self.touch(t, amount=Decimal(t["satisfaction"]))

    def seconds(self, *columns: str) -> Iterable[Item]:
        for t in self.contacts():
            total = sum(t[column] for column in columns)
            if t["channel"] == "call" and total:
                yield self.touch(t, amount=Decimal(total))

    def amounts(self) -> Iterable[Item]:
        for t in self.contacts():
            if t["disposition"] == "signed" and t["amount"]:
                yield self.touch(t, amount=Decimal(t["amount"]), currency=t.get("currency", ""))

    def duty(self, row: Row, at: int) -> Item:
        return self.item(row["customer_id"], at, self.name(row["owner_id"]), rule=row["rule"])

    def kept(self) -> Iterable[Item]:
        return (self.duty(c, c["closed_at"]) for c in self.r.closures if c["in_time"])

    def broken(self) -> Iterable[Item]:
        for b in self.r.breaches:
            own = self.r.customers[b["customer_id"]]
            brought_later = own["import_id"] is not None and own["recorded_at"] > b["breach_at"]
            if b["voided_at"] is None and not brought_later and b["breach_at"] <= self.r.now:
                yield self.duty(b, b["breach_at"])

    def kept_callbacks(self) -> Iterable[Item]:
        for c in self.r.closures:
            if c["in_time"] and c["rule"] in CALLBACKS and c["breach_at"] <= self.r.now:
                yield self.duty(c, c["breach_at"])

    def owed_callbacks(self) -> Iterable[Item]:
        yield from self.kept_callbacks()
        yield from (one for one in self.broken() if one.rule in CALLBACKS)

    def members(self, customer: int) -> list[int]:
        return [key for key in self.r.customers if self.who(key) == customer]

    def standing(self) -> list[int]:
        return [key for key in self.r.customers if self.who(key) == key]

    def dates(self, customer: int, *kinds: str) -> list[Row]:
        mine = [m for m in self.r.milestones if m["customer_id"] in self.members(customer) and not m["withdrawn"]]
        return [m for m in mine if not kinds or m["kind"] in kinds]

    def record_came(self, customer: int) -> int:
        rows = [self.r.customers[key] for key in self.members(customer)]
        return min(int(row["recorded_at"] if row["created_at"] is None else row["created_at"]) for row in rows)

    def new(self) -> Iterable[Item]:
        for customer in self.standing():
            known = [self.record_came(customer), *(m["at"] for m in self.dates(customer))]
            known += [t["at"] for t in self.r.touches if t["in_force"] and self.who(t["customer_id"]) == customer]
            came = min(known)
            yield self.item(customer, came, self.owner(customer, came), key=customer)

    def signed(self) -> Iterable[Item]:
        for customer in self.standing():
            touches = [
                t
                for t in self.r.touches
                if t["in_force"] and t["disposition"] == "signed" and self.who(t["customer_id"]) == customer
            ]
            stages = [
                c["at"]
                for c in self.r.changes
                if c["what"] == "stage" and c["new"] == "signed" and self.who(c["customer_id"]) == customer
            ]
            begun = [m["at"] for m in self.dates(customer, "contract_start")]
            ats = [*(t["at"] for t in touches), *stages, *begun]
            if ats and min(ats) <= self.r.now:
                first = min(ats)
                said = [t for t in touches if t["at"] == first]
                agent = self.name(said[-1]["agent_id"]) if said else self.owner(customer, first)
                yield self.item(customer, first, agent, key=customer)

    def inquiries(self, customer: int) -> list[int]:
        asked = {m["at"] for m in self.dates(customer, "inquiry")}
        if all(m["kind"] in ASIDE for m in self.dates(customer)):
            asked.add(self.record_came(customer))
        return sorted(at for at in asked if at <= self.r.now)

    def given(self, customer: int) -> list[Row]:
        rows = [
            a
            for a in self.r.allocations
            if self.who(a["customer_id"]) == customer and a["agent_id"] and a["reason"] in ("named", "rotation")
        ]
        return sorted(rows, key=lambda a: (a["at"], a["id"]))

    def leads(self) -> Iterable[Item]:
        """Each inquiry and allocation; an inquiry of a period in which the customer was given to somebody is that."""
        for customer in self.standing():
            found = [self.item(customer, at, self.owner(customer, at), key=customer) for at in self.inquiries(customer)]
            gifts = [self.item(customer, a["at"], self.name(a["agent_id"]), key=customer) for a in self.given(customer)]
            yield from (one for one in found if not any(self.same_period(one, gift) for gift in gifts))
            yield from gifts

    edges: tuple[date, ...] = ()

    def period(self, one: Item) -> int | None:
        day = local(one.at, one.zone).date()
        for place in range(len(self.edges) - 1):
            if self.edges[place] <= day < self.edges[place + 1]:
                return place
        return None

    def same_period(self, one: Item, other: Item) -> bool:
        return self.period(one) == self.period(other)

    def first_attempts(self) -> Iterable[Item]:
        for customer in self.standing():
            calls = sorted(
                (t for t in self.contacts() if self.out(t) and self.who(t["customer_id"]) == customer),
                key=lambda t: (t["at"], t["id"]),
            )
            asked = self.inquiries(customer)
            for place, at in enumerate(asked):
                ends = asked[place + 1] if place + 1 < len(asked) else self.r.now + 1
                first = next((t for t in calls if at <= t["at"] < ends), None)
                if first is None:
                    continue
                gifts = [a["at"] for a in self.given(customer) if at <= a["at"] <= first["at"]]
                begins = gifts[0] if gifts else at
                waited = self.inside(customer, begins, first["at"]) // 1000
                yield self.item(customer, begins, self.name(first["agent_id"]), amount=Decimal(waited))

    def inside(self, customer: int, since: int, until: int) -> int:
        """Milliseconds inside the windows, counted minute by minute where they are long, else to the millisecond."""
        own = self.r.customers[customer]
        zone, total = ZoneInfo(own["zone"]), 0
        day = local(since, own["zone"]).date()
        while day <= local(until, own["zone"]).date():
            for weekdays, start, end in self.r.windows[own["campaign_id"]]:
                if day.weekday() in weekdays:
                    begins = datetime.combine(day, start, zone).timestamp() * 1000
                    ends = datetime.combine(day, end, zone).timestamp() * 1000
                    total += max(0, min(int(ends), until) - max(int(begins), since))
            day += timedelta(days=1)
        return total

    def complaints(self) -> Iterable[Item]:
        for case in self.r.cases:
            if case["kind"] == "complaint" and case["state"] != "withdrawn":
                yield self.item(
                    case["customer_id"], case["opened_at"], self.owner(case["customer_id"], case["opened_at"])
                )

    # --- figures ---

    def figure(
        self, name: str, place: Callable[[Item], object], group: object
    ) -> list[tuple[object, object, object, str | None]]:
        """(value, numerator, denominator, currency) of a figure in a group."""

        def of(items: Iterable[Item]) -> list[Item]:
            return [one for one in items if place(one) == group]

        def once(items: Iterable[Item]) -> int:
            return len({one.key for one in of(items)})

        def share(above: int, below: int) -> list[tuple[object, object, object, str | None]]:
            return [(Fraction(above, below) if below else None, above, below, None)]

        def count(items: Iterable[Item]) -> list[tuple[object, object, object, str | None]]:
            number = len(of(items))
            return [(number, number, None, None)]

        def mean(items: Iterable[Item]) -> list[tuple[object, object, object, str | None]]:
            found = [one.amount for one in of(items)]
            return [(Fraction(sum(found)) / len(found) if found else None, sum(found), len(found), None)]

        def middle(items: Iterable[Item]) -> list[tuple[object, object, object, str | None]]:
            found = sorted(one.amount for one in of(items))
            half = len(found) // 2
            value = None if not found else found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2
            return [(value, sum(found), len(found), None)]

        match name:
            case "sla_attainment":
                kept = len(of(self.kept()))
                return share(kept, kept + len(of(self.broken())))
            case "breaches":
                return count(self.broken())
            case "attempts":
                return count(self.attempts())
            case "calls":
                return count(self.calls())
            case "reach_rate":
                return share(len(of(self.reached_calls())), len(of(self.attempts())))
            case "effective_rate":
                return share(len(of(self.effective())), len(of(self.attempts())))
            case "new_customers":
                return count(self.new())
            case "conversion":
                return share(once(self.signed()), once(self.leads()))
            case "callback_rate":
                return share(len(of(self.kept_callbacks())), len(of(self.owed_callbacks())))
            case "complaint_rate":
                return share(len(of(self.complaints())), once(self.reached_customers()))
            case "satisfaction":
                return mean(self.answers())
            case "talk_time" | "talk_time_mean":
                return (mean if name.endswith("mean") else middle)(self.seconds("seconds"))
            case "wrap_up_time" | "wrap_up_time_mean":
                return (mean if name.endswith("mean") else middle)(self.seconds("wrap_seconds"))
            case "handle_time" | "handle_time_mean":
                return (mean if name.endswith("mean") else middle)(self.seconds("seconds", "wrap_seconds"))
            case "revenue":
                sums: dict[str, Decimal] = defaultdict(Decimal)
                for one in of(self.amounts()):
                    sums[one.currency] += one.amount
                return [(total, total, None, currency) for currency, total in sorted(sums.items())]
            case "speed_to_lead":
                return middle(self.first_attempts())
            case "speed_to_lead_5min":
                waited = [one.amount for one in of(self.first_attempts())]
                return share(sum(amount <= 300 for amount in waited), len(waited))
        raise ValueError(name)
