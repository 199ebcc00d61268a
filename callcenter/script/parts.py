"""Call scripts: what to say, step by step, and which script a call begins with (docs/rules.md#r8, #r11, #r14, #r16).

``reader`` makes them from Markdown files. Their texts hold placeholders, filled for one customer at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from callcenter.model import Because, CaseKind, Direction, Instant, Obligation, State
from callcenter.rulebook.book import Reason
from callcenter.texts.fields import FieldName
from callcenter.texts.templates import Template
from callcenter.views.customers.customer import CustomerView
from callcenter.views.worklists.scripts import FilledPart, FilledScript, PartKind, ScriptUse, Situation


class Part(Struct, frozen=True):
    """A paragraph of a script."""

    kind: PartKind
    text: Template


class Script(Struct, frozen=True):
    """A script as it was read without a mistake. ``digest`` names its wording; ``text`` is the file.

    ``rules`` are patterns of rule ids, ``*.callback`` for the rule of every rulebook. ``own``: it is the team's.
    """

    id: str
    title: Template
    situations: tuple[Situation, ...]
    rules: tuple[str, ...]
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...]
    digest: str
    text: str
    own: bool = False

    @property
    def steps(self) -> int:
        """Return the number of steps to tick off."""
        return sum(part.kind is PartKind.STEP for part in self.parts)


def fill(script: Script, known: Mapping[FieldName, str]) -> FilledScript:
    """Fill the placeholders. Words that nothing is left of, because a fact is not known, are left out."""
    parts = (FilledPart(part.kind, part.text.fill(known)) for part in script.parts)
    kept = tuple(part for part in parts if part.text or part.kind is PartKind.STEP)
    return FilledScript(script.id, script.digest, script.title.fill(known), kept, script.situations)


def said_in(uses: Iterable[ScriptUse], scripts: Iterable[FilledScript]) -> tuple[ScriptUse, ...]:
    """Return ticks in the words of these scripts, where they have as many steps: a call goes on in another
    language. What fits none of them stays as it was."""
    here = {one.id: one for one in scripts}
    return tuple(
        _said_in(use, here[use.script]) if use.script in here and len(here[use.script].steps) == use.steps else use
        for use in uses
    )


def _said_in(use: ScriptUse, script: FilledScript) -> ScriptUse:
    ticked = tuple(replace(one, name=script.steps[one.number - 1]) for one in use.ticked)
    return ScriptUse(script.id, script.digest, script.title, use.steps, ticked)


def proposed(
    scripts: Iterable[Script], customer: CustomerView, direction: Direction, now: Instant
) -> tuple[Script, ...]:
    """The scripts for a call with this customer, the one to begin with first; each stands once.

    An open complaint comes before everything; who calls us is greeted otherwise than whom we call; after a call that
    nobody answered one says so. Then what the call is for: the rule that put the customer there, else the kind of
    reason that it gives (docs/rules.md#r8), then whatever else is open.
    """
    library = tuple(scripts)
    found: dict[str, Script] = {}
    for one in _in_order(library, customer, direction, now):
        found.setdefault(one.id, one)
    return tuple(found.values())


def _in_order(
    library: tuple[Script, ...], customer: CustomerView, direction: Direction, now: Instant
) -> Iterator[Script]:
    if any(case.kind is CaseKind.COMPLAINT and case.closed_at is None for case in customer.cases):
        yield from _for_situation(library, Situation.COMPLAINT)
    outgoing = direction is Direction.OUT
    if not outgoing:
        yield from _for_situation(library, Situation.INCOMING)
    open_now = _open_calls(customer, now)
    if outgoing and any(owed.retry for owed in open_now):
        yield from _for_situation(library, Situation.SECOND_ATTEMPT)
    for owed in open_now:
        if not outgoing and (owed.retry or owed.ground.code is Because.CALLBACK):
            continue  # its words are those of somebody who calls
        yield from _for_rule(library, owed.rule)
        yield from (one for one in library if owed.reason and owed.reason in one.reasons)
    if outgoing:
        yield from _for_situation(library, Situation.GREETING)
    yield from _for_situation(library, Situation.CLOSING)


def _open_calls(customer: CustomerView, now: Instant) -> list[Obligation]:
    """The calls that are owed now, first the one that put the customer into their lane."""
    placement = customer.plan.placement
    first = [] if placement is None else [placement.entry]
    owed = (one for one in customer.plan.obligations if one.dialled and one.state(now) is not State.UPCOMING)
    return [*first, *sorted(owed, key=lambda one: one.breach_at)]


def _for_situation(library: tuple[Script, ...], situation: Situation) -> Iterator[Script]:
    return (one for one in library if situation in one.situations)


def _for_rule(library: tuple[Script, ...], rule: str) -> Iterator[Script]:
    """The scripts of a rule: the one that names it most exactly comes first."""
    fits = [
        (max(len(pattern.replace("*", "")) for pattern in patterns), one)
        for one in library
        if (patterns := [pattern for pattern in one.rules if fnmatchcase(rule, pattern)])
    ]
    return (one for _length, one in sorted(fits, key=lambda fit: -fit[0]))
