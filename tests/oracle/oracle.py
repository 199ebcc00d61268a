"""The rulebooks worked out a second time, slowly and plainly, from the text of docs/rules.md.

It is what the program's own decisions are compared with, so it shares no code with them: the standard library's
``datetime`` and ``zoneinfo`` and the ``holidays`` package, nothing else.  Every question is answered from the whole
history again; nothing is kept between two questions.  Each function says which clause of docs/rules.md it works out.
What one rulebook asks for stands in ``books``, the shapes in which it asks in ``asking``, what keeps a customer back in
``gates``.

All instants that go in are aware datetimes (a naive one is a local time of the campaign); all that come out are aware
datetimes in UTC.  ``members`` are all customers of the campaign: R15's yearly draw and R21's top 20 % are drawn from
them, nothing else needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.oracle.asking import all_obligations, next_beginning, rule_id
from tests.oracle.books import BOOKS
from tests.oracle.days import utc
from tests.oracle.gates import gates_in_force
from tests.oracle.model import Facts, Member, Obligation, OCampaign, OCustomer, OTouch, When
from tests.oracle.touches import all_numbers_dead, attempts, inquiry, must_not_be_called

__all__ = [
    "Member",
    "OCampaign",
    "OCustomer",
    "OTouch",
    "When",
    "breaches",
    "entry",
    "obligations",
    "queue",
    "tier",
    "why",
]

LAST = 1000  # a place behind every tier of every book


def facts_as_of(
    campaign: OCampaign,
    customer: OCustomer,
    touches: Iterable[OTouch],
    now: datetime,
    members: Iterable[Member] | None = None,
) -> Facts:
    """Touches after T do not count; tier, owner, stage and other columns are read as they are now.

    See docs/rules.md#as-of.
    """
    known = list(touches)
    same_list = [m for m in members or () if m[0] == campaign and m[1].ref != customer.ref]
    everybody = [*same_list, (campaign, customer, known)]
    before = sorted((t for t in known if utc(campaign, t.at) <= now), key=lambda t: utc(campaign, t.at))
    return Facts(BOOKS[campaign.rulebook], campaign, customer, now.astimezone(UTC), before, everybody)


# ------------------------------------------------------------------ docs/rules.md#lanes: which customer is dialled next


def to_dial(f: Facts) -> list[Obligation]:
    """`call` and `any` stand in the dial queue, unless marked task (docs/rules.md#tasks)."""
    return [o for o in all_obligations(f) if o.channel in ("call", "any") and not o.task]


def due_to_dial(f: Facts) -> list[Obligation]:
    return [o for o in to_dial(f) if o.state != "upcoming"]


def never_offered(f: Facts) -> str | None:
    """The first gates of docs/rules.md#why, #never-offered: those that keep a customer from every offer, the visit of
    docs/rules.md#r17 among them."""
    if f.customer.stage in ("lost", "closed"):
        return "closed_stage"
    if must_not_be_called(f):
        return "do_not_call"
    if not f.customer.numbers:
        return "no_number"
    if all_numbers_dead(f):
        return "dead_number"
    if any(o.stops_dialling and o.state != "upcoming" for o in all_obligations(f)):
        return "branch_visit"
    return None


def is_of_inquiry(f: Facts, o: Obligation) -> bool:
    """A call of the inquiry: `first_call`, `intro.*` (docs/rules.md#lanes)."""
    return o.rule == rule_id(f, "first_call") or o.rule.startswith(rule_id(f, "intro."))


def lane(f: Facts) -> tuple[str, Obligation] | None:
    """The first lane that fits, and that lane's obligation with the earliest breach, due time, rule id.

    See docs/rules.md#entry.
    """
    if never_offered(f):
        return None
    gates = gates_in_force(f)
    offered = [o for o in due_to_dial(f) if not any(g.keeps_back(o) for g in gates)]

    promised = [o for o in offered if o.commitment]
    of_inquiry = [o for o in offered if is_of_inquiry(f, o)]
    breached = [o for o in offered if o.state == "breached"]
    owed_retry = [o for o in offered if o.rule == rule_id(f, "retry")]
    n = inquiry(f)
    untried = n is not None and not any(a.at >= n.at for a in attempts(f))

    if promised:
        return "promised", promised[0]
    if untried and of_inquiry and not breached:
        return "fresh", of_inquiry[0]
    if breached:
        return "breached", breached[0]
    if owed_retry:
        return "retry", owed_retry[0]
    if offered:
        return "due", offered[0]
    return None


def order_key(f: Facts, name: str, shown: Obligation) -> tuple[Any, ...]:
    """Return the order of a lane's customers; ties by `ref` as bytes; no tier sorts last, a tier is compared by its
    place in its own book (docs/rules.md#ties)."""
    held = f.book.tier_of(f)
    place = f.book.tiers.index(held) if held else LAST
    preferred = 0 if f.book.is_preferred(f) else 1
    ref = f.customer.ref.encode()
    if name == "promised":
        return (0, shown.breach_at, ref)
    if name == "fresh":
        n = inquiry(f)
        assert n is not None
        return (1, datetime.max.replace(tzinfo=UTC) - n.at, ref)
    if name == "breached":
        return (2, preferred, place, shown.breach_at, ref)
    if name == "retry":
        return (3, place, shown.due_at, ref)
    return (4, preferred, place, shown.breach_at, ref)


# ------------------------------------------------------------------------- docs/rules.md#contract: what a script sees


def tier(
    campaign: OCampaign,
    customer: OCustomer,
    touches: Iterable[OTouch],
    now: datetime,
    members: Iterable[Member] | None = None,
) -> str | None:
    """The tier that the rulebook puts the customer into (docs/rules.md#rulebooks)."""
    f = facts_as_of(campaign, customer, touches, now, members)
    return f.book.tier_of(f)


def obligations(
    campaign: OCampaign,
    customer: OCustomer,
    touches: Iterable[OTouch],
    now: datetime,
    members: Iterable[Member] | None = None,
) -> list[dict[str, Any]]:
    """Those whose rule applies and which are not closed, earliest `breach_at` first.

    See docs/rules.md#obligations-command.
    """
    return [o.plain() for o in all_obligations(facts_as_of(campaign, customer, touches, now, members))]


def shown_as(found: tuple[str, Obligation] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    name, shown = found
    return {
        "lane": name,
        "rule": shown.rule,
        "channel": shown.channel,
        "due_at": shown.due_at,
        "breach_at": shown.breach_at,
    }


def entry(
    campaign: OCampaign,
    customer: OCustomer,
    touches: Iterable[OTouch],
    now: datetime,
    members: Iterable[Member] | None = None,
) -> dict[str, Any] | None:
    """Return what the queue offers of this customer at T, if anything (docs/rules.md#queue)."""
    return shown_as(lane(facts_as_of(campaign, customer, touches, now, members)))


def why(
    campaign: OCampaign,
    customer: OCustomer,
    touches: Iterable[OTouch],
    now: datetime,
    members: Iterable[Member] | None = None,
    agent: str | None = None,
) -> dict[str, Any]:
    """Offered or not, the first gate that holds (keeps back all that is due), and when that gate opens.  With
    an agent: whether the customer is offered to them (docs/rules.md#why)."""

    def not_offered(gate: str, opens_at: datetime | None) -> dict[str, Any]:
        return {"offered": False, "gate": gate, "opens_at": opens_at}

    f = facts_as_of(campaign, customer, touches, now, members)
    never = never_offered(f)
    if never:
        return not_offered(never, None)
    if agent is not None and not f.book.is_offered_to(customer.owner, agent):
        return not_offered("not_yours", None)
    if lane(f) is not None:
        return {"offered": True, "gate": None, "opens_at": None}
    owed, due = to_dial(f), due_to_dial(f)
    if not owed:
        return not_offered("nothing_owed", next_beginning(f))
    if not due:
        return not_offered("not_due", min(o.due_at for o in owed))
    for gate in gates_in_force(f):
        due = [o for o in due if not gate.keeps_back(o)]
        if not due:
            return not_offered(gate.name, gate.opens_at)
    raise AssertionError("not offered, and no gate says why")


def queue(members: Iterable[Member], now: datetime, agent: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    """The refs in dial order, each with its entry; campaigns merge lane by lane.  With an agent: their own
    customers and the pool, in R15's book everybody's but their own (docs/rules.md#audience)."""
    everybody: Sequence[Member] = list(members)
    rows = []
    for campaign, customer, touches in everybody:
        f = facts_as_of(campaign, customer, touches, now, everybody)
        found = lane(f)
        shown = shown_as(found)
        if found and shown and (agent is None or f.book.is_offered_to(customer.owner, agent)):
            rows.append((order_key(f, *found), customer.ref, shown))
    return [(ref, shown) for _, ref, shown in sorted(rows, key=lambda row: row[0])]


def breaches(members: Iterable[Member], now: datetime) -> list[dict[str, Any]]:
    """Everything open and breached at T, all channels, oldest first, then ref, then rule (docs/rules.md#breaches)."""
    everybody: Sequence[Member] = list(members)
    rows = []
    for campaign, customer, touches in everybody:
        for o in obligations(campaign, customer, touches, now, everybody):
            if o["state"] == "breached":
                rows.append({"ref": customer.ref, "owner": customer.owner, "lane": None, **o})
    return sorted(rows, key=lambda row: (row["breach_at"], row["ref"].encode(), row["rule"]))
