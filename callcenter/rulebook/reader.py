"""Reader of rulebooks: TOML in, the typed book out, or every mistake with line and key.

:func:`load` is for running a book, :func:`check` for a person who edits one (docs/rules.md#rulebook-command).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, time
from functools import cached_property, lru_cache
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from callcenter.dates.words import WEEKDAYS
from callcenter.model import Channel, MilestoneKind, Segment
from callcenter.rulebook.book import (
    BIRTHDAY,
    BREACH_STEPS,
    COMMON_RULES,
    FESTIVALS,
    AnyCase,
    AnyCohort,
    AnyFinding,
    AnyRule,
    Block,
    BreachSteps,
    Callers,
    ClassifyStep,
    Closing,
    Complaint,
    Condition,
    CustomerGroup,
    DayRule,
    DrawCohort,
    DrawnRule,
    Effective,
    EscalationRule,
    EveryRule,
    GreetingRule,
    Identifier,
    NoTouchCase,
    NumberCap,
    OnceRule,
    Phase,
    PoolRule,
    Positive,
    Problem,
    ProblemCode,
    Quota,
    ReportTimes,
    Retry,
    Rulebook,
    RulebookError,
    Strict,
    Title,
    TopCohort,
    UntouchedFinding,
    WindowRule,
)
from callcenter.rulebook.choices import choices
from callcenter.rulebook.shelf import own_text, shipped, whole_text
from callcenter.workdays import OF_HOURS, Hours, Span, Unit

_T = TypeVar("_T")


class _Window(Strict, frozen=True, kw_only=True):
    start: str = field(name="from")
    end: str = field(name="to")
    days: tuple[str, ...] = WEEKDAYS


class _Block(_Window, frozen=True, kw_only=True):
    prefers: tuple[str, ...]


class _Book(Strict, frozen=True, kw_only=True):
    name: Identifier
    title: Title
    tiers: tuple[str, ...] = ()
    no_tier_as: str | None = None
    segments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    effective: Effective = Effective()
    retry: Retry | None = None
    quota: Quota | None = None
    breaches: BreachSteps = BREACH_STEPS
    complaint: Complaint = Complaint()
    report: ReportTimes | None = None
    pool: PoolRule | None = None
    provisional_tier_until_reached: Positive | None = None
    callers: Callers = Callers()
    uses: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    included: dict[str, str] = field(default_factory=dict)


class _Parts(Struct, frozen=True):
    """The tables of a book, read and not yet checked against each other."""

    windows: tuple[_Window, ...]
    blocks: tuple[_Block, ...]
    number_caps: tuple[NumberCap, ...]
    groups: dict[str, CustomerGroup]
    classify: tuple[ClassifyStep, ...]
    cohorts: dict[str, AnyCohort]
    phases: dict[str, Phase]
    rules: tuple[AnyRule, ...]
    cases: tuple[AnyCase, ...]
    closing: tuple[Closing, ...]
    findings: tuple[AnyFinding, ...]


class _Reader:
    """Reader of one text, which collects every problem with its line."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._text = text

    @cached_property
    def lines(self) -> dict[str, int]:
        """Return the line of each key. Only a mistake asks for it: without, a book is read in half the time."""
        return dict(_key_lines(self._text))

    def add(self, code: ProblemCode, key: str, **params: str) -> None:
        self.problems.append(Problem(code, self.line(key), key, tuple(params.items())))

    def line(self, key: str) -> int:
        """The line of a key, or of the nearest table around it; what is missing at the top belongs into the first."""
        while key and key not in self.lines:
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        return self.lines.get(key, 1)

    def convert(self, raw: object, kind: Any, key: str) -> Any:
        if get_origin(kind) is dict and isinstance(raw, dict):
            # Entry by entry: msgspec does not say under which name a mistake stands.
            return {name: self.convert(one, get_args(kind)[1], f"{key}.{name}") for name, one in raw.items()}
        try:
            return msgspec.convert(raw, kind, dec_hook=_decode)
        except msgspec.ValidationError as error:
            self._translate(str(error), key, kind)
            return None

    def _translate(self, message: str, key: str, kind: Any) -> None:
        said, _, path = message.partition(" - at `$")
        at = key + path.rstrip("`") if key else path.rstrip("`").lstrip(".")
        if match := re.search(r"unknown field `(.+?)`", said):
            self.add(ProblemCode.UNKNOWN_KEY, f"{at}.{match[1]}".lstrip("."), found=match[1])
        elif match := re.search(r"missing required field `(.+?)`", said):
            self.add(ProblemCode.MISSING_KEY, f"{at}.{match[1]}".lstrip("."), expected=match[1])
        elif match := re.search(r"bad span `(.*)`", said):
            self.add(ProblemCode.BAD_SPAN, at, found=match[1])
        elif (match := re.fullmatch(r"Invalid (?:enum )?value '(.*)'", said)) and (known := choices(kind, path)):
            self.add(ProblemCode.UNKNOWN_VALUE, at, found=match[1], choices=", ".join(known))
        else:
            self.add(ProblemCode.WRONG_VALUE, at, found=said)

    def table(self, raw: dict[str, Any], key: str, kind: type[_T]) -> tuple[_T, ...]:
        """Each entry of an array of tables by itself, so that one mistake does not hide the next."""
        entries = raw.pop(key, [])
        if not isinstance(entries, list):
            self.add(ProblemCode.WRONG_VALUE, key, found=type(entries).__name__)
            return ()
        converted = (self.convert(entry, kind, f"{key}[{index}]") for index, entry in enumerate(entries))
        return tuple(entry for entry in converted if entry is not None)

    def named(self, raw: dict[str, Any], key: str, kind: type[_T]) -> dict[str, _T]:
        """Each entry of a table of tables by itself, by its name."""
        entries = raw.pop(key, {})
        if not isinstance(entries, dict):
            self.add(ProblemCode.WRONG_VALUE, key, found=type(entries).__name__)
            return {}
        converted = {name: self.convert(entry, kind, f"{key}.{name}") for name, entry in entries.items()}
        return {name: entry for name, entry in converted.items() if entry is not None}

    def hours(self, window: _Window, key: str) -> Hours | None:
        found = len(self.problems)
        start, end = self.time(window.start, f"{key}.from"), self.time(window.end, f"{key}.to")
        for day in window.days:
            if day not in WEEKDAYS:
                self.add(ProblemCode.BAD_DAY, f"{key}.days", found=day, choices=", ".join(WEEKDAYS))
        if len(self.problems) > found or start is None or end is None:
            return None
        if end != time(0) and start >= end:
            self.add(ProblemCode.EMPTY_HOURS, f"{key}.to", found=f"{window.start}-{window.end}")
            return None
        return Hours(frozenset(WEEKDAYS.index(day) for day in window.days), start, end)

    def time(self, text: str, key: str) -> time | None:
        match = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)", text)
        if match is None or (match[1] == "24" and match[2] != "00"):
            self.add(ProblemCode.BAD_TIME, key, found=text)
            return None
        return time(int(match[1]) % 24, int(match[2]))


def _decode(kind: type, raw: object) -> object:
    if kind is Span and isinstance(raw, str):
        try:
            return Span.parse(raw)
        except ValueError:
            raise ValueError(f"bad span `{raw}`") from None
    raise ValueError(f"bad span `{raw}`")


def _key_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield keys and lines: paths such as ``rules[2].day``. Plain TOML layout; inline tables keep their key's line."""
    table, counts = "", dict[str, int]()
    inside = ""  # of a string over several lines, such as an included book, whose keys are not this one's
    for number, line in enumerate(text.splitlines(), 1):
        if inside:
            inside = "" if inside in line else inside
            continue
        if (opened := re.search(r"=\s*('''|\"\"\")", line)) and line.count(opened[1]) == 1:
            inside = opened[1]
        if match := re.match(rf"\s*\[\[\s*({_KEY})\s*\]\]", line):
            name = _bare(match[1])
            counts[name] = counts.get(name, -1) + 1
            table = f"{name}[{counts[name]}]"
            yield table, number
        elif match := re.match(rf"\s*\[\s*({_KEY})\s*\]", line):
            table = _bare(match[1])
            yield table, number
        elif match := re.match(rf"\s*({_KEY})\s*=", line):
            key = f"{table}.{_bare(match[1])}" if table else _bare(match[1])
            yield key, number
            inner = key.rpartition(".")[0]
            if inner != table:
                yield inner, number  # the table that a dotted key writes: title.en


_KEY = r"""(?:[\w.\s-]|"[^"]*"|'[^']*')+?"""


def _bare(key: str) -> str:
    return re.sub(r"[\s\"']", "", key)


@lru_cache(maxsize=64)
def load(text: str, source: str) -> Rulebook:
    """Read a rulebook. Raises :class:`RulebookError` with every mistake found."""
    book, problems = _read(whole_text(text))
    errors = tuple(problem for problem in problems if not problem.code.is_warning)
    if book is None or errors:
        raise RulebookError(source, errors)
    return book


def check(text: str) -> tuple[Problem, ...]:
    """Every mistake, or where there is none every warning of what can never happen, by line.

    A book of one's own that is included is to be in the text already (:func:`~callcenter.rulebook.shelf.whole_text`).

    See docs/rules.md#rulebook-command.
    """
    from callcenter.rulebook import warnings  # only who edits a book pays for it

    text = whole_text(text)
    book, problems = _read(text)
    if book is not None and not problems:
        problems = list(warnings.check(book, _Reader(text).line))
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _read(text: str) -> tuple[Rulebook | None, list[Problem]]:
    reader = _Reader(text)
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number or a nesting that Python will not read is no TOML either
        match = re.search(r"at line (\d+)", str(error))
        line = int(match[1]) if match else len(text.splitlines())
        return None, [Problem(ProblemCode.SYNTAX, line, "", (("found", str(error)),))]
    parts = _Parts(
        windows=reader.table(raw, "windows", _Window),
        blocks=reader.table(raw, "blocks", _Block),
        number_caps=reader.table(raw, "number_cap", NumberCap),
        groups=reader.named(raw, "groups", CustomerGroup),
        classify=reader.table(raw, "classify", ClassifyStep),
        cohorts=reader.named(raw, "cohorts", AnyCohort),  # type: ignore[arg-type]
        phases=reader.named(raw, "phases", Phase),
        rules=reader.table(raw, "rules", AnyRule),  # type: ignore[arg-type]
        cases=reader.table(raw, "cases", AnyCase),  # type: ignore[arg-type]
        closing=reader.table(raw, "closing", Closing),
        findings=reader.table(raw, "findings", AnyFinding),  # type: ignore[arg-type]
    )
    segments = reader.convert(raw.pop("segments", {}), dict[str, tuple[str, ...]], "segments")
    head: _Book | None = reader.convert(raw, _Book, "")
    if reader.problems or head is None:
        return None, reader.problems
    head = msgspec.structs.replace(head, segments=segments)
    return _assemble(reader, head, parts, text), reader.problems


def _assemble(reader: _Reader, head: _Book, parts: _Parts, text: str) -> Rulebook | None:
    hours = [reader.hours(window, f"windows[{i}]") for i, window in enumerate(parts.windows)]
    ready_blocks = []
    for i, block in enumerate(parts.blocks):
        span = reader.hours(block, f"blocks[{i}]")
        bits = 0
        for name in block.prefers:
            if name.upper() not in Segment.__members__ or name != name.lower():
                choices = ", ".join(segment.id for segment in Segment)
                reader.add(ProblemCode.UNKNOWN_SEGMENT, f"blocks[{i}].prefers", found=name, choices=choices)
            else:
                bits |= Segment[name.upper()].value
        if span is not None:
            ready_blocks.append(Block(span, bits))
    _check_names(reader, head, parts)
    _check_rules(reader, parts)
    _check_classes(reader, head, parts)
    others = _included(reader, head)
    if reader.problems:
        return None

    def whole(rule: _T) -> _T:
        """The rule under its whole id; what it waits for too."""
        named = {"id": f"{head.name}.{rule.id}"}  # type: ignore[attr-defined]
        if getattr(rule, "after", None) is not None:
            named["after"] = f"{head.name}.{rule.after}"  # type: ignore[attr-defined]
        return msgspec.structs.replace(rule, **named)  # type: ignore[type-var]

    own = Rulebook(
        name=head.name,
        title=head.title,
        tiers=head.tiers,
        no_tier_as=head.no_tier_as,
        high_intent=frozenset(head.segments.get("high_intent", ())),
        low_intent=frozenset(head.segments.get("low_intent", ())),
        windows=tuple(span for span in hours if span is not None),
        blocks=tuple(ready_blocks),
        groups=parts.groups,
        classify=parts.classify,
        cohorts=parts.cohorts,
        callers=head.callers,
        phases=parts.phases,
        rules=tuple(whole(rule) for rule in _shared_first(parts.rules, text)),
        cases=tuple(whole(case) for case in parts.cases),
        closing=parts.closing,
        findings=tuple(whole(finding) for finding in parts.findings),
        effective=head.effective,
        retry=head.retry,
        number_caps=parts.number_caps,
        quota=head.quota,
        breaches=head.breaches,
        complaint=head.complaint,
        report=head.report,
        pool=head.pool,
        provisional_tier_until_reached=head.provisional_tier_until_reached,
        includes=head.include,
        text=text,
    )
    for other in others:
        own = _joined(own, other)
    return own


def _shared_first(rules: Sequence[_T], text: str) -> list[_T]:
    """Order rules as a manager reads: the parts that are used stand at the end of the text, but come first."""
    own = len(re.findall(r"^\[\[rules\]\]", own_text(text), re.MULTILINE))
    return [*rules[own:], *rules[:own]]


def _included(reader: _Reader, head: _Book) -> list[Rulebook]:
    """The books that this one includes, whose texts :func:`~callcenter.rulebook.shelf.whole_text` has brought."""
    found = []
    for key, names, known in (("uses", head.uses, ()), ("include", head.include, head.included)):
        for name in names:
            if name not in known:
                others = [other for other in shipped() if other != head.name] if key == "include" else []
                reader.add(ProblemCode.UNKNOWN_BOOK, key, found=name, choices=", ".join(others))
    taken = {head.name}
    for name, text in head.included.items():
        try:
            book = load(text, name)
        except RulebookError as error:
            # Said where this book includes it, with the line of its own file.
            line = reader.line("include")
            reader.problems += [
                replace(problem, line=line, key=f"{name}.toml:{problem.line} {problem.key}".rstrip())
                for problem in error.problems
            ]
            continue
        for rule in book.rules:
            for tier in rule.tiers:
                if tier not in head.tiers:
                    choices = ", ".join(head.tiers)
                    reader.add(ProblemCode.UNKNOWN_TIER, "include", found=tier, choices=choices)
        if book.name in taken:
            reader.add(ProblemCode.DOUBLE_BOOK, "include", found=book.name)
        taken.add(book.name)
        found.append(book)
    return found


def _joined(own: Rulebook, other: Rulebook) -> Rulebook:
    """A book and the rules of another, which keep its name: its names stand beside the own ones.

    Hours, tiers, retry and what counts stay the own book's.

    See docs/rules.md#include.
    """

    def under(name: str | None) -> str | None:
        return None if name is None else f"{other.name}.{name}"

    def renamed(entry: Any) -> Any:
        named: dict[str, Any] = {}
        for key in ("phase", "only", "unless", "cohort"):
            if getattr(entry, key, None) is not None:
                named[key] = under(getattr(entry, key))
        if getattr(entry, "instead", None) is not None:
            named["instead"] = msgspec.structs.replace(entry.instead, group=under(entry.instead.group))
        return msgspec.structs.replace(entry, **named) if named else entry

    def asked(condition: Condition) -> Condition:
        return msgspec.structs.replace(condition, cohort=under(condition.cohort))

    def drawn(cohort: AnyCohort) -> AnyCohort:
        if not isinstance(cohort, DrawCohort):
            return cohort
        return msgspec.structs.replace(cohort, passes_over=under(cohort.passes_over), first=under(cohort.first))

    def grouped(group: CustomerGroup) -> CustomerGroup:
        return msgspec.structs.replace(group, any_of=tuple(map(asked, group.any_of)))

    return replace(
        own,
        groups={**own.groups, **{f"{other.name}.{name}": grouped(group) for name, group in other.groups.items()}},
        cohorts={**own.cohorts, **{f"{other.name}.{name}": drawn(one) for name, one in other.cohorts.items()}},
        phases={**own.phases, **{f"{other.name}.{name}": phase for name, phase in other.phases.items()}},
        rules=(*own.rules, *map(renamed, other.rules)),
        cases=(*own.cases, *map(renamed, other.cases)),
        closing=(*own.closing, *other.closing),
        findings=(*own.findings, *map(renamed, other.findings)),
    )


def _check_names(reader: _Reader, head: _Book, parts: _Parts) -> None:
    rules, cases, findings, phases = parts.rules, parts.cases, parts.findings, parts.phases
    tiers = ", ".join(head.tiers)
    for tier in sorted({tier for tier in head.tiers if head.tiers.count(tier) > 1}):
        reader.add(ProblemCode.DOUBLE_TIER, "tiers", found=tier)
    named: list[tuple[str, tuple[str, ...]]] = [("no_tier_as", (head.no_tier_as,) if head.no_tier_as else ())]
    for segment, members in head.segments.items():
        if segment not in ("high_intent", "low_intent"):
            reader.add(
                ProblemCode.UNKNOWN_SEGMENT, f"segments.{segment}", found=segment, choices="high_intent, low_intent"
            )
        named.append((f"segments.{segment}", members))
    named += [(f"rules[{i}].tiers", rule.tiers) for i, rule in enumerate(rules)]
    named += [(f"cases[{i}].tiers", case.tiers) for i, case in enumerate(cases) if isinstance(case, NoTouchCase)]
    for i, step in enumerate(parts.classify):
        named += [(f"classify[{i}].given", step.given), (f"classify[{i}].tier", (step.tier,) if step.tier else ())]
    for key, members in named:
        for tier in members:
            if tier not in head.tiers:
                reader.add(ProblemCode.UNKNOWN_TIER, key, found=tier, choices=tiers)
    for name, phase in phases.items():
        _check_phase(reader, name, phase)
    using = [(f"rules[{i}]", rule.phase) for i, rule in enumerate(rules)]
    using += [(f"cases[{i}]", case.phase) for i, case in enumerate(cases) if isinstance(case, NoTouchCase)]
    using += [(f"findings[{i}]", f.phase) for i, f in enumerate(findings) if isinstance(f, UntouchedFinding)]
    for key, used in using:
        if used not in phases:
            reader.add(ProblemCode.UNKNOWN_PHASE, f"{key}.phase", found=used, choices=", ".join(phases))
    seen = set(COMMON_RULES)
    for key, entries in (("rules", rules), ("cases", cases), ("findings", findings)):
        for i, entry in enumerate(entries):
            if entry.id in seen:
                reader.add(ProblemCode.DOUBLE_ID, f"{key}[{i}].id", found=entry.id)
            seen.add(entry.id)
    for i, one in enumerate(parts.closing):
        if one.records is None and one.within is None:
            reader.add(ProblemCode.ONE_OF, f"closing[{i}]", choices="records, within")
    if head.retry is not None and head.retry.within.unit is not Unit.HOURS:
        reader.add(ProblemCode.UNFIT_SPAN, "retry.within", found=str(head.retry.within), expected="h")
    for name, span in (("supervisor", head.breaches.supervisor), ("manager", head.breaches.manager)):
        if span is not None and span.unit not in (Unit.WORKING_HOURS, Unit.WORKING_DAYS):
            reader.add(ProblemCode.UNFIT_SPAN, f"breaches.{name}", found=str(span), expected="wh, wd")
    if head.pool is not None:
        _check_pool(reader, head.pool, head)
    causes = [cause.strip().casefold() for cause in head.complaint.causes]
    for i, cause in enumerate(causes):
        if not cause or cause in causes[:i]:
            code = ProblemCode.DOUBLE_ID if cause else ProblemCode.WRONG_VALUE
            reader.add(code, f"complaint.causes[{i}]", found=head.complaint.causes[i])
    for i, cap in enumerate(parts.number_caps):
        if cap.per.unit not in (Unit.HOURS, Unit.DAYS, Unit.WEEKS):
            reader.add(ProblemCode.UNFIT_SPAN, f"number_cap[{i}].per", found=str(cap.per), expected="h, d, w")


def _check_pool(reader: _Reader, pool: PoolRule, head: _Book) -> None:
    if pool.days is None and not pool.tiers:
        reader.add(ProblemCode.MISSING_KEY, "pool", expected="days")
    for tier in pool.tiers:
        if tier not in head.tiers:
            reader.add(ProblemCode.UNKNOWN_TIER, f"pool.tiers.{tier}", found=tier, choices=", ".join(head.tiers))
    shortest = min((days for days in (pool.days, *pool.tiers.values()) if days is not None), default=None)
    if shortest is not None and pool.warning_days >= shortest:
        reader.add(
            ProblemCode.WARNED_TOO_SOON, "pool.warning_days", found=str(pool.warning_days), expected=str(shortest)
        )
    if head.callers.never_own:
        reader.add(ProblemCode.POOL_OF_NOBODY, "pool")


def _check_rules(reader: _Reader, parts: _Parts) -> None:
    by_id = {rule.id: rule for rule in parts.rules}
    for i, rule in enumerate(parts.rules):
        key = f"rules[{i}]"
        used = [("only", rule.only), ("unless", rule.unless)]
        used.append(("instead.group", rule.instead.group if rule.instead else None))
        for name, group in used:
            if group is not None and group not in parts.groups:
                choices = ", ".join(parts.groups)
                reader.add(ProblemCode.UNKNOWN_GROUP, f"{key}.{name}", found=group, choices=choices)
        for day in rule.best_days:
            if day not in WEEKDAYS:
                reader.add(ProblemCode.BAD_DAY, f"{key}.best_days", found=day, choices=", ".join(WEEKDAYS))
        if rule.personal and rule.channel in (Channel.CALL, Channel.VISIT):
            written = ", ".join(one for one in Channel if one not in (Channel.CALL, Channel.VISIT))
            reader.add(ProblemCode.NOT_WRITTEN, f"{key}.personal", found=rule.channel, choices=written)
        match rule:
            case WindowRule() if rule.last < rule.first:
                reader.add(ProblemCode.BACKWARD_WINDOW, f"{key}.last", found=f"{rule.first}-{rule.last}")
            case DayRule() if (rule.day is None) is (rule.months is None):
                reader.add(ProblemCode.ONE_OF, key, choices="day, months")
            case EveryRule():
                for name, span in (("interval", rule.interval), ("due_after", rule.due_after)):
                    if span is not None and span.unit in (Unit.WORKING_DAYS, Unit.WORKING_HOURS):
                        reader.add(ProblemCode.UNFIT_SPAN, f"{key}.{name}", found=str(span), expected="h, d, w, mo, y")
            case GreetingRule():
                if reader.time(rule.start, f"{key}.from") is not None and rule.start.startswith("24"):
                    reader.add(ProblemCode.BAD_TIME, f"{key}.from", found=rule.start)  # nothing is left of the day
                if not _is_greeting_day(rule.on):
                    choices = ", ".join((BIRTHDAY, *FESTIVALS, *WEEKDAYS))
                    reader.add(ProblemCode.BAD_GREETING, f"{key}.on", found=rule.on, choices=choices)
            case DrawnRule() if not isinstance(parts.cohorts.get(rule.cohort), DrawCohort):
                choices = ", ".join(name for name, one in parts.cohorts.items() if isinstance(one, DrawCohort))
                reader.add(ProblemCode.UNKNOWN_COHORT, f"{key}.cohort", found=rule.cohort, choices=choices)
            case EscalationRule() if rule.within.unit in OF_HOURS:
                reader.add(ProblemCode.UNFIT_SPAN, f"{key}.within", found=str(rule.within), expected="d, w, mo, y, wd")
        if isinstance(rule, DayRule | EveryRule) and rule.after is not None:
            _check_after(reader, f"{key}.after", rule.after, by_id)


def _check_after(reader: _Reader, key: str, after: str, by_id: dict[str, AnyRule]) -> None:
    """Check that a rule waits for one that a single touch closes, and not in the end for itself."""
    passed: list[str] = []
    waited: str | None = after
    while waited is not None:
        rule = by_id.get(waited)
        if not isinstance(rule, OnceRule):
            choices = ", ".join(name for name, one in by_id.items() if isinstance(one, OnceRule))
            reader.add(ProblemCode.UNKNOWN_RULE, key, found=waited, choices=choices)
            return
        if waited in passed:
            reader.add(ProblemCode.ENDLESS, key, found=waited)
            return
        passed.append(waited)
        waited = rule.after if isinstance(rule, DayRule) else None


def _is_greeting_day(text: str) -> bool:
    if text in (BIRTHDAY, *FESTIVALS, *WEEKDAYS):
        return True
    match = re.fullmatch(r"(\d\d)-(\d\d)", text)
    try:
        return match is not None and bool(date(2000, int(match[1]), int(match[2])))
    except ValueError:
        return False


def _check_classes(reader: _Reader, head: _Book, parts: _Parts) -> None:
    for name, group in parts.groups.items():
        for condition in group.any_of:
            _check_condition(reader, f"groups.{name}.any_of", condition, head, parts)
    for i, step in enumerate(parts.classify):
        if (step.tier is None) is (not step.given):
            reader.add(ProblemCode.ONE_OF, f"classify[{i}]", choices="tier, given")
        if step.when is not None:
            _check_condition(reader, f"classify[{i}].when", step.when, head, parts)
            if step.when.tier is not None:
                reader.add(ProblemCode.UNFIT_CONDITION, f"classify[{i}].when", expected="column, cohort")
    for name, cohort in parts.cohorts.items():
        if isinstance(cohort, DrawCohort):
            for key, group_name in (("passes_over", cohort.passes_over), ("first", cohort.first)):
                if group_name is not None and group_name not in parts.groups:
                    choices = ", ".join(parts.groups)
                    reader.add(ProblemCode.UNKNOWN_GROUP, f"cohorts.{name}.{key}", found=group_name, choices=choices)
            if (cohort.first is None) is not (cohort.first_percent is None):
                reader.add(ProblemCode.MISSING_KEY, f"cohorts.{name}.first_percent", expected="first, first_percent")


def _check_condition(reader: _Reader, key: str, asked: Condition, head: _Book, parts: _Parts) -> None:
    if [asked.column, asked.tier, asked.cohort].count(None) != 2:
        reader.add(ProblemCode.ONE_OF, key, choices="column, tier, cohort")
    if asked.tier is not None and asked.tier not in head.tiers:
        reader.add(ProblemCode.UNKNOWN_TIER, key, found=asked.tier, choices=", ".join(head.tiers))
    if asked.cohort is not None and not isinstance(parts.cohorts.get(asked.cohort), TopCohort):
        choices = ", ".join(name for name, one in parts.cohorts.items() if isinstance(one, TopCohort))
        reader.add(ProblemCode.UNKNOWN_COHORT, key, found=asked.cohort, choices=choices)
    tests = asked.bounded + (asked.yes is not None) + (asked.known is not None)
    if tests != (asked.column is not None):
        reader.add(ProblemCode.UNFIT_CONDITION, key, expected="yes, known, above, at_least, below, at_most")


_STARTS = (*(kind.value for kind in MilestoneKind), "signed", "came")


def _check_phase(reader: _Reader, name: str, phase: Phase) -> None:
    begins = [("starts", phase.starts), *([("or_else", phase.or_else)] if phase.or_else is not None else [])]
    for key, value in (*begins, *(("ends_on", end) for end in phase.ends_on)):
        known = _STARTS if key != "ends_on" else _STARTS[:-1]
        if value not in known:
            reader.add(ProblemCode.UNKNOWN_START, f"phases.{name}.{key}", found=value, choices=", ".join(known))
    if phase.lasts is not None and phase.lasts.unit in OF_HOURS:
        reader.add(ProblemCode.UNFIT_SPAN, f"phases.{name}.lasts", found=str(phase.lasts), expected="d, w, mo, y, wd")
    for key, missing in (("until", phase.until), ("unknown_length_months", phase.unknown_length_months)):
        if phase.before_end and missing is None:
            reader.add(ProblemCode.MISSING_KEY, f"phases.{name}.{key}", expected=key)
