"""Reads and checks rulebooks: TOML text to :class:`~callcenter.rulebook.Rulebook`, every mistake with line and key.

:func:`load` is for running a book, :func:`check` for a person who edits one (RULES §3, ``rulebook check``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import time
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import field

from callcenter.model import Channel, MilestoneKind, Segment
from callcenter.rulebook import (
    COMMON_RULES,
    DAILY_CAP,
    AnyCase,
    AnyFinding,
    AnyRule,
    Block,
    Effective,
    EveryRule,
    Identifier,
    NoTouchCase,
    Phase,
    Positive,
    Problem,
    ProblemCode,
    Quota,
    Retry,
    Rulebook,
    RulebookError,
    Strict,
    Title,
    UntouchedFinding,
    WindowRule,
)
from callcenter.workdays import Hours, Span, Unit

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_T = TypeVar("_T")


class _Window(Strict, frozen=True, kw_only=True):
    start: str = field(name="from")
    end: str = field(name="to")
    days: tuple[str, ...] = _WEEKDAYS


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
    provisional_tier_until_reached: Positive | None = None


class _Reader:
    """Reads one text, collecting every problem with its line."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.lines = dict(_key_lines(text))

    def add(self, code: ProblemCode, key: str, **params: str) -> None:
        self.problems.append(Problem(code, self.line(key), key, tuple(params.items())))

    def line(self, key: str) -> int:
        """The line of a key, or of the nearest table around it."""
        while key and key not in self.lines:
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        return self.lines.get(key, 0)

    def convert(self, raw: object, kind: Any, key: str) -> Any:
        if get_origin(kind) is dict and isinstance(raw, dict):
            # Entry by entry: msgspec does not say under which name a mistake stands.
            return {name: self.convert(one, get_args(kind)[1], f"{key}.{name}") for name, one in raw.items()}
        try:
            return msgspec.convert(raw, kind, dec_hook=_decode)
        except msgspec.ValidationError as error:
            self._translate(str(error), key)
            return None

    def _translate(self, message: str, key: str) -> None:
        said, _, path = message.partition(" - at `$")
        at = key + path.rstrip("`") if key else path.rstrip("`").lstrip(".")
        if match := re.search(r"unknown field `(.+?)`", said):
            self.add(ProblemCode.UNKNOWN_KEY, f"{at}.{match[1]}".lstrip("."), found=match[1])
        elif match := re.search(r"missing required field `(.+?)`", said):
            self.add(ProblemCode.MISSING_KEY, f"{at}.{match[1]}".lstrip("."), expected=match[1])
        elif match := re.search(r"bad span `(.*)`", said):
            self.add(ProblemCode.BAD_SPAN, at, found=match[1])
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

    def hours(self, window: _Window, key: str) -> Hours | None:
        found = len(self.problems)
        start, end = self._time(window.start, f"{key}.from"), self._time(window.end, f"{key}.to")
        for day in window.days:
            if day not in _WEEKDAYS:
                self.add(ProblemCode.BAD_DAY, f"{key}.days", found=day, choices=", ".join(_WEEKDAYS))
        if len(self.problems) > found or start is None or end is None:
            return None
        if end != time(0) and start >= end:
            self.add(ProblemCode.EMPTY_HOURS, f"{key}.to", found=f"{window.start}-{window.end}")
            return None
        return Hours(frozenset(_WEEKDAYS.index(day) for day in window.days), start, end)

    def _time(self, text: str, key: str) -> time | None:
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
    """Where each key stands: paths such as ``rules[2].day``. Plain TOML layout; inline tables keep their key's line."""
    table, counts = "", dict[str, int]()
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(rf"\s*\[\[\s*({_KEY})\s*\]\]", line):
            name = _bare(match[1])
            counts[name] = counts.get(name, -1) + 1
            table = f"{name}[{counts[name]}]"
            yield table, number
        elif match := re.match(rf"\s*\[\s*({_KEY})\s*\]", line):
            table = _bare(match[1])
            yield table, number
        elif match := re.match(rf"\s*({_KEY})\s*=", line):
            yield (f"{table}.{_bare(match[1])}" if table else _bare(match[1])), number


_KEY = r"""(?:[\w.\s-]|"[^"]*"|'[^']*')+?"""


def _bare(key: str) -> str:
    return re.sub(r"[\s\"']", "", key)


@lru_cache(maxsize=64)
def load(text: str, source: str) -> Rulebook:
    """Read a rulebook. Raises :class:`RulebookError` with every mistake found."""
    book, problems = _read(text)
    errors = tuple(problem for problem in problems if not problem.code.is_warning)
    if book is None or errors:
        raise RulebookError(source, errors)
    return book


def check(text: str) -> tuple[Problem, ...]:
    """Every mistake, or where there is none every warning of what can never happen (RULES §3), by line."""
    book, problems = _read(text)
    if book is not None and not problems:
        problems = list(_warnings(book, _Reader(text)))
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _read(text: str) -> tuple[Rulebook | None, list[Problem]]:
    reader = _Reader(text)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"at line (\d+)", str(error))
        line = int(match[1]) if match else len(text.splitlines())
        return None, [Problem(ProblemCode.SYNTAX, line, "", (("found", str(error)),))]
    windows = reader.table(raw, "windows", _Window)
    blocks = reader.table(raw, "blocks", _Block)
    rules: tuple[AnyRule, ...] = reader.table(raw, "rules", AnyRule)  # type: ignore[arg-type]
    cases: tuple[AnyCase, ...] = reader.table(raw, "cases", AnyCase)  # type: ignore[arg-type]
    findings: tuple[AnyFinding, ...] = reader.table(raw, "findings", AnyFinding)  # type: ignore[arg-type]
    phases: dict[str, Phase] | None = reader.convert(raw.pop("phases", {}), dict[str, Phase], "phases")
    segments = reader.convert(raw.pop("segments", {}), dict[str, tuple[str, ...]], "segments")
    head: _Book | None = reader.convert(raw, _Book, "")
    if reader.problems or head is None or phases is None:
        return None, reader.problems
    head = msgspec.structs.replace(head, segments=segments)
    return _assemble(reader, head, windows, blocks, rules, cases, findings, phases, text), reader.problems


def _assemble(
    reader: _Reader,
    head: _Book,
    windows: tuple[_Window, ...],
    blocks: tuple[_Block, ...],
    rules: tuple[AnyRule, ...],
    cases: tuple[AnyCase, ...],
    findings: tuple[AnyFinding, ...],
    phases: dict[str, Phase],
    text: str,
) -> Rulebook | None:
    hours = [reader.hours(window, f"windows[{i}]") for i, window in enumerate(windows)]
    ready_blocks = []
    for i, block in enumerate(blocks):
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
    _check_names(reader, head, rules, cases, findings, phases)
    if reader.problems:
        return None

    def whole(rule: _T) -> _T:
        return msgspec.structs.replace(rule, id=f"{head.name}.{rule.id}")  # type: ignore[attr-defined, type-var]

    return Rulebook(
        name=head.name,
        title=head.title,
        tiers=head.tiers,
        no_tier_as=head.no_tier_as,
        high_intent=frozenset(head.segments.get("high_intent", ())),
        low_intent=frozenset(head.segments.get("low_intent", ())),
        windows=tuple(span for span in hours if span is not None),
        blocks=tuple(ready_blocks),
        phases=phases,
        rules=tuple(whole(rule) for rule in rules),
        cases=tuple(whole(case) for case in cases),
        findings=tuple(whole(finding) for finding in findings),
        effective=head.effective,
        retry=head.retry,
        quota=head.quota,
        provisional_tier_until_reached=head.provisional_tier_until_reached,
        text=text,
    )


def _check_names(
    reader: _Reader,
    head: _Book,
    rules: tuple[AnyRule, ...],
    cases: tuple[AnyCase, ...],
    findings: tuple[AnyFinding, ...],
    phases: dict[str, Phase],
) -> None:
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
    for i, rule in enumerate(rules):
        if isinstance(rule, WindowRule) and rule.last < rule.first:
            reader.add(ProblemCode.BACKWARD_WINDOW, f"rules[{i}].last", found=f"{rule.first}-{rule.last}")
        if isinstance(rule, EveryRule):
            for name, span in (("interval", rule.interval), ("due_after", rule.due_after)):
                if span is not None and span.unit is Unit.WORKING_DAYS:
                    reader.add(ProblemCode.UNFIT_SPAN, f"rules[{i}].{name}", found=str(span), expected="h, d, w, mo, y")
    if head.retry is not None and head.retry.within.unit is not Unit.HOURS:
        reader.add(ProblemCode.UNFIT_SPAN, "retry.within", found=str(head.retry.within), expected="h")


_STARTS = (*(kind.value for kind in MilestoneKind), "signed")


def _check_phase(reader: _Reader, name: str, phase: Phase) -> None:
    for key, value in (("starts", phase.starts), *(("ends_on", end) for end in phase.ends_on)):
        if value not in _STARTS:
            reader.add(ProblemCode.UNKNOWN_START, f"phases.{name}.{key}", found=value, choices=", ".join(_STARTS))
    if phase.lasts is not None and phase.lasts.unit is Unit.HOURS:
        reader.add(ProblemCode.UNFIT_SPAN, f"phases.{name}.lasts", found=str(phase.lasts), expected="d, w, mo, y, wd")
    if phase.before_end and phase.until is None:
        reader.add(ProblemCode.MISSING_KEY, f"phases.{name}.until", expected="until")


def _warnings(book: Rulebook, reader: _Reader) -> Iterator[Problem]:
    named = {tier for rule in book.rules for tier in rule.tiers}
    if named:
        for tier in book.tiers:
            if tier not in named:
                yield Problem(ProblemCode.TIER_WITHOUT_RULE, reader.line("tiers"), "tiers", (("found", tier),))
    used = {rule.phase for rule in book.rules}
    used |= {case.phase for case in book.cases if isinstance(case, NoTouchCase)}
    used |= {finding.phase for finding in book.findings if isinstance(finding, UntouchedFinding)}
    for phase in book.phases:
        if phase not in used:
            yield Problem(ProblemCode.UNUSED_PHASE, reader.line(f"phases.{phase}"), f"phases.{phase}")
    if book.windows:
        for i, block in enumerate(book.blocks):
            for span in _outside(block.hours, book.windows):
                key = f"blocks[{i}]"
                yield Problem(ProblemCode.BLOCK_OUTSIDE_WINDOWS, reader.line(key), key, (("span", span),))
    for i, rule in enumerate(book.rules):
        if isinstance(rule, EveryRule) and rule.channel is Channel.CALL:
            calls_possible = max(1.0, rule.interval.nominal_days) * DAILY_CAP
            if rule.times > calls_possible:
                key = f"rules[{i}].times"
                yield Problem(ProblemCode.CAP_BELOW_CADENCE, reader.line(key), key, (("found", str(rule.times)),))
    if book.retry is not None and book.retry.attempts > DAILY_CAP * (book.retry.within.count // 24 + 1):
        found = (("found", str(book.retry.attempts)),)
        yield Problem(ProblemCode.CAP_BELOW_CADENCE, reader.line("retry.attempts"), "retry.attempts", found)


def _outside(block: Hours, windows: tuple[Hours, ...]) -> Iterator[str]:
    """The parts of a block that no window covers, as ``HH:MM-HH:MM``, those of all its weekdays taken together."""

    def minutes(hours: Hours) -> tuple[int, int]:
        end = hours.end.hour * 60 + hours.end.minute
        return hours.start.hour * 60 + hours.start.minute, end or 24 * 60

    parts: list[str] = []
    for weekday in sorted(block.weekdays):
        at, end = minutes(block)
        for start, stop in sorted(minutes(window) for window in windows if weekday in window.weekdays):
            if stop <= at or start >= end:
                continue
            if start > at:
                parts.append(_span_text(at, start))
            at = max(at, stop)
        if at < end:
            parts.append(_span_text(at, end))
    yield from dict.fromkeys(parts)


def _span_text(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
