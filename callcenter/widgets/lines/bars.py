"""The lines around every screen: modes and clock above, the shift's figures, the breach banner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.content import Content
from textual.message import Message

from callcenter.locale import _, ngettext
from callcenter.model import Instant, Offer, Segment
from callcenter.views.people.shift import AgentState, BreakReason, ShiftFigures
from callcenter.views.upkeep.lag import Behind
from callcenter.widgets.lines.bar import Bar, Target, first_that_fits, shorten, spread, words
from callcenter.wording import cells, clocks, names, rules, shifts, times

if TYPE_CHECKING:
    from callcenter.views.people.team import TeamPulse
    from callcenter.views.worklists.breaches import BreachRow, TeamBreaches
    from callcenter.views.worklists.promises import PromiseRow

_NAME_CELLS = 12
_SHORT_NAME_CELLS = 7
_OF_THE_DAY = tuple(map(frozenset, ((), ("talk",), ("talk", "sla"))))
"""Figures that are no hurry: they go, one after another, before the block is cut."""
_LEFT_OUT = (*_OF_THE_DAY, frozenset(("talk", "sla", "calls")), frozenset(("talk", "sla", "calls", "reached")))
"""Figures that go, one after another, where the pace and the short block need their room."""
_OF_TEAM = tuple(map(frozenset, ((), ("reached",))))
_LEFT_OUT_OF_TEAM = (*_OF_TEAM, frozenset(("reached", "on_call")), frozenset(("reached", "on_call", "at_work")))
"""The same of a team's figures."""


class _HeaderForm(Struct, frozen=True):
    """Form of the header: ``gap`` between modes, words of all modes (``whole``) or of the active one alone, the ``day``
    with more than a word on the clock, ``name`` cells for the agent, ``between`` the facts at the right."""

    gap: str
    whole: bool
    day: bool
    name: int
    between: str = " | "


_HEADERS = (
    _HeaderForm("  ", True, True, _NAME_CELLS),
    _HeaderForm(" ", True, True, _NAME_CELLS),
    _HeaderForm(" ", True, False, _NAME_CELLS),
    _HeaderForm(" ", True, False, _SHORT_NAME_CELLS),
    _HeaderForm(" ", True, False, _SHORT_NAME_CELLS, "  "),
    _HeaderForm(" ", True, False, _SHORT_NAME_CELLS, " "),
    _HeaderForm(" ", False, False, _NAME_CELLS),
)
"""From wide to narrow."""


class Mode(Struct, frozen=True):
    """A mode of the program: what it is called inside, its key and its word."""

    id: str
    key: str
    label: str


class HeaderBar(Bar):
    """Modes at the left; who works, in which state for how long, and the clock at the right."""

    DEFAULT_CSS = "HeaderBar { background: $panel; color: $foreground; }"

    class ModeChosen(Message):
        """A mode was clicked."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    def __init__(
        self, modes: Sequence[Mode], *, zone: str, demo: bool = False, id: str | None = None, classes: str | None = None
    ) -> None:
        """Read the clock in ``zone``. ``demo``: the clock is not the one on the wall, and says so."""
        super().__init__(id=id, classes=classes)
        self._modes = tuple(modes)
        self._zone = zone
        self._demo = demo
        self._active = ""
        self._agent = ""
        self._state = AgentState.OFFLINE
        self._since: Instant | None = None
        self._reason: BreakReason | None = None
        self._line_down = False
        self._watchers: tuple[str, ...] = ()
        self._waiting: Mapping[str, int] = {}

    def show_mode(self, mode: str) -> None:
        """Mark the mode that is on the screen; ``""`` = none of them."""
        self._active = mode
        self.refresh()

    def show_agent(
        self, agent: str, state: AgentState, since: Instant | None, reason: BreakReason | None = None
    ) -> None:
        """Show who works here and since when they are in this state; ``reason`` is that of a break."""
        self._agent, self._state, self._since, self._reason = agent, state, since, reason
        self.refresh()

    def show_line(self, *, down: bool) -> None:
        """Show whether the telephone line is down."""
        if down is not self._line_down:
            self._line_down = down
            self.refresh()

    def show_watchers(self, watchers: tuple[str, ...]) -> None:
        """Show who looks on at the agent's work."""
        if watchers != self._watchers:
            self._watchers = watchers
            self.refresh()

    def show_waiting(self, waiting: Mapping[str, int]) -> None:
        """Show beside a mode how much waits there for the one who works here; nothing where there is nothing."""
        if waiting != self._waiting:
            self._waiting = waiting
            self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        if not now:
            return self._modes_line("  ", whole=True)[0]
        for form in _HEADERS:
            right = self._right(now, form)
            left, targets = self._modes_line(form.gap, whole=form.whole)
            if left.cell_length + 1 + right.cell_length <= width:
                break
        self.targets(*targets)
        return spread(left, right, width)

    def _modes_line(self, gap: str, *, whole: bool) -> tuple[Content, list[Target]]:
        """Return the line of modes, all with their words (``whole``), else the active one alone."""
        made, targets = Content(" "), list[Target]()
        for mode in self._modes:
            active = mode.id == self._active
            text = f"{mode.key} {mode.label}" if whole or active else mode.key
            if waiting := self._waiting.get(mode.id):
                text = f"{text} {waiting}" if whole or active else f"{text}({waiting})"
            if active:
                # The brackets say without colour which one it is.
                text = f"[{text}]"
            start = made.cell_length
            made = Content.assemble(made, words(text, "bold $text-accent" if active else ""), gap)
            targets.append(Target(start, made.cell_length - len(gap), mode.id))
        return made.rstrip(), targets

    def _right(self, now: Instant, form: _HeaderForm) -> Content:
        time = times.moment(now, self._zone, now) if form.day else times.clock(now, self._zone)
        state = names.agent_state(self._state, self._reason)
        if self._since is not None:
            state = f"{state} {times.stopwatch(max(now - self._since, 0) // 1000)}"
        parts = [words(cells.cut(self._agent, form.name), "bold"), words(state)] if self._agent else []
        if self._watchers:
            by = cells.cut(names.listed(self._watchers), _NAME_CELLS)
            parts.insert(0, words(_("seen by {name}").format(name=by), "bold $text-warning"))
        if self._line_down:
            parts.insert(0, words(_("! line down"), "bold $text-error"))
        if self._demo:
            parts.append(words(_("demo clock") if form.day else _("demo"), "reverse"))
        return Content(form.between).join([*parts, words(time)]) + Content(" ")

    def clicked(self, name: str) -> None:
        self.post_message(self.ModeChosen(name))


class FiguresBar(Bar):
    """Bar of figures: what is offered at the left (campaign, block), the agent's own shift at the right, or the team's
    for whoever looks after one."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._figures: ShiftFigures | None = None
        self._team: TeamPulse | None = None
        self._campaign = ""
        self._zone = ""
        self._offer = Offer.EVERYTHING
        self._abroad: tuple[str, ...] = ()
        self._preferred = 0
        self._block_ends: Instant | None = None
        self._promise: PromiseRow | None = None

    def show_promise(self, promise: PromiseRow | None) -> None:
        """Show the agent's next promise of the day beside the pace; None = there is none."""
        if promise != self._promise:
            self._promise = promise
            self.refresh()

    def show_figures(self, figures: ShiftFigures) -> None:
        """Show the agent's figures of the day."""
        self._figures = figures
        self.refresh()

    def show_team(self, team: TeamPulse) -> None:
        """Show the sums of the team in the place of one's own figures."""
        self._team = team
        self.refresh()

    def show_campaign(
        self,
        campaign: str,
        zone: str,
        *,
        offer: Offer,
        abroad: Sequence[str] = (),
        preferred: int = 0,
        block_ends: Instant | None = None,
    ) -> None:
        """Show what is offered now, as a queue page or the gates say it. ``preferred``: bits of ``model.Segment``.
        ``abroad``: the zones in which it is, where the hour at home allows less."""
        self._campaign, self._zone, self._offer, self._abroad = campaign, zone, offer, tuple(abroad)
        self._preferred, self._block_ends = preferred, block_ends
        self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        long, short = self._block(width).cell_length, self._block(0).cell_length
        right = Content("")
        for wanted, left_out in self._choices(long, short):
            right = self._right(now, left_out)
            if right.cell_length + 3 + wanted <= width:
                break
        room = width - right.cell_length - 3
        block = self._block(room)
        left = Content("")
        if block.plain or self._campaign:
            campaign = words(self._campaign, "bold")
            whole = Content(_("{label}: ").format(label="")).join([part for part in (campaign, block) if part.plain])
            choices = [whole, block if block.plain else campaign]
            left = Content(" ") + first_that_fits(choices if self._team is None else [*choices, Content("")], room)
        return spread(left, right, width)

    def _choices(self, long: int, short: int) -> Iterator[tuple[int, frozenset[str]]]:
        """Yield cells for what is offered, and figures that are left out, the best first. Whoever looks after a team
        needs its figures more than the block."""
        if self._team is None:
            yield from (*product((long,), _OF_THE_DAY), *product((short,), _LEFT_OUT))
        else:
            yield from (*product((long,), _OF_TEAM), *product((short, 0), _LEFT_OUT_OF_TEAM))

    def _block(self, room: int) -> Content:
        """Return what is offered now: as many segments as there is room for, at least the first, and their end."""
        match self._offer:
            case Offer.EVERYTHING if self._abroad:
                places = names.listed(map(names.place, self._abroad[:2]))
                more = "" if len(self._abroad) <= 2 else f" +{len(self._abroad) - 2}"
                return words(_("open now: {places}").format(places=f"{places}{more}"), "$text-warning")
            case Offer.NOTHING:
                return words(_("no calls now"), "$text-warning")
            case Offer.COMMITMENTS:
                return words(_("promised calls only"), "$text-warning")
            case _ if self._preferred and self._block_ends is not None:
                preferred = [names.segment(one) for one in Segment if self._preferred & one.value]
                ends = times.clock(self._block_ends, self._zone)
                choices = list[Content]()
                for count in range(len(preferred), 0, -1):
                    more = "" if count == len(preferred) else f" +{len(preferred) - count}"
                    said = f"{names.listed(preferred[:count])}{more}"
                    choices.append(words(_("{segments} until {time}").format(segments=said, time=ends)))
                return first_that_fits(choices, room)
            case _:
                return Content("")

    def _right(self, now: Instant, left_out: frozenset[str]) -> Content:
        if self._team is not None:
            return self._of_team(self._team, left_out)
        own = self._figures
        if own is None:
            return Content("")
        made = []
        for key, (name, figure) in shifts.of_day(own).items():
            if key in left_out:
                continue
            said = Content.assemble(words(f"{name} ", "$text-muted"), words(figure, "bold"))
            made.append(said + self._pace(own, now) if key == "effective" else said)
        return Content("  ").join(made) + Content(" ")

    def _of_team(self, team: TeamPulse, left_out: frozenset[str]) -> Content:
        made = []
        for key, (name, figure) in shifts.of_team(team).items():
            if key in left_out:
                continue
            said = Content.assemble(words(f"{name} ", "$text-muted"), words(figure, "bold"))
            made.append(said + self._pace(team.figures, None) if key == "effective" else said)
        if team.red + team.amber:
            style = "bold $text-error" if team.red else "bold $text-warning"
            made.append(words(_("! attention {n}").format(n=team.red + team.amber), style))
        return Content("  ").join(made) + Content(" ")

    def _pace(self, own: ShiftFigures, now: Instant | None) -> Content:
        """Return how far the quota for this hour of the day is, and the next promise; without ``now`` no promise."""
        if own.wanted is None:
            return Content("")
        ahead = own.effective - own.wanted
        said = _("{n} behind") if ahead < 0 else _("{n} ahead") if ahead else _("on pace")
        said = said.format(n=abs(ahead))
        if now is not None and self._promise is not None and (at := self._promise.obligation.due_at) > now:
            time = times.clock(at, self._promise.zone)
            said = _("{pace}, next promise {time}").format(pace=said, time=time)
        return words(_(": {pace}").format(pace=said), "bold $text-warning" if ahead < 0 else "")


def catching_up(behind: Behind) -> str:
    """Return how far the plans have been brought up to date, in words."""
    if behind.total:
        done, total = times.number(min(behind.done, behind.total)), times.number(behind.total)
        return _("updating: {done} of {total}").format(done=done, total=total)
    return _("updating: {n} to go").format(n=times.number(behind.plans, at_least=behind.more))


class BreachBanner(Bar):
    """Breaches since the agent signed in (docs/architecture.md#shift-start). It keeps its line when nothing did, so
    that nothing jumps, and says nothing of it before :meth:`show`.
    """

    DEFAULT_CSS = """
    BreachBanner { color: $text-muted; }
    BreachBanner.-breached { background: $error-muted; color: $text-error; }
    """

    class Chosen(Message):
        """The banner was clicked: the same as its key."""

    def __init__(self, key: str, *, id: str | None = None, classes: str | None = None) -> None:
        """Take the ``key`` that leads to the breaches, as it is shown; '' where none does."""
        super().__init__(id=id, classes=classes)
        self._key = key
        self._known = False
        self._shown: tuple[BreachRow, ...] = ()
        self._own = 0
        self._of_team = False
        self._count = 0
        self._total = 0
        self._trouble = ""
        self._soon: tuple[PromiseRow, ...] = ()
        self._behind = Behind()

    def show_behind(self, behind: Behind) -> None:
        """Show how far the plans lag from which breaches are counted."""
        if behind != self._behind:
            self._behind = behind
            self.refresh()

    def show_soon(self, soon: Sequence[PromiseRow]) -> None:
        """Show the agent's own promises that fall due in a moment, soonest first: they can still be kept."""
        if tuple(soon) != self._soon:
            self._soon = tuple(soon)
            self.refresh()

    def show_trouble(self, trouble: str) -> None:
        """Show the ``trouble`` why nobody knows what broke, '' while somebody does."""
        self._trouble = trouble
        self.set_class(bool(trouble) or self._count > 0, "-breached")
        self.refresh()

    def show(
        self, own: Sequence[BreachRow], *, count: int | None = None, total: int, team: TeamBreaches | None = None
    ) -> None:
        """Show ``own``: the agent's breaches since sign-in, the first of ``count``; ``total`` are all of theirs.

        ``team``: those of everybody in a supervisor's scope, their own among them; they are shown where there are any.
        """
        self._known = True
        self._own = len(own) if count is None else count
        self._of_team = team is not None and team.count > 0
        self._shown = team.rows if team is not None and team.count else tuple(own)
        self._count = team.count if team is not None and team.count else self._own
        self._total = total
        self.set_class(self._count > 0 or bool(self._trouble), "-breached")
        self.refresh()

    def line(self, width: int, now: Instant) -> Content:
        if self._trouble:
            return shorten(words(f" ! {self._trouble}", "bold"), width)
        soon, lags = self._reminder(now), self._behind.lags
        total = times.number(self._total, at_least=lags)
        if lags:
            soon = Content.assemble(soon, " ", words(catching_up(self._behind), "bold"))
        if not self._count:
            # Nothing broke, as far as is known; while plans are behind that is not far.
            if lags or not self._known:
                said = _("({total} of yours overdue in all)").format(total=total) if self._total else ""
            else:
                none = _("nothing overdue since sign-in")
                said = _("{none} ({total} of yours in all)").format(none=none, total=total) if self._total else none
            return shorten(Content.assemble(soon, " ", words(said)), width)
        heads = self._heads(lags, total)
        go = Content.assemble("  ", words(self._key, "bold reverse"), " ", words(_("go")), " ")
        right = go if self._key else Content("")
        room = width - right.cell_length
        left = first_that_fits([Content.assemble(soon, words(f" ! {one}", "bold")) for one in heads], room - 1)
        # Two rules broken with one customer are one name: the age is that of the first to break.
        named: dict[str, BreachRow] = {}
        for breach in self._shown:
            named.setdefault(breach.ref, breach)
        for number, breach in enumerate(named.values()):
            age = clocks.obligation(breach.obligation, now)
            item = f"{names.tier(breach.tier)} {cells.cut(breach.name, _NAME_CELLS)} {age}"
            if self._of_team:
                owner = _("pool") if breach.owner is None else breach.owner
                item = _("{customer} ({owner})").format(customer=item, owner=cells.cut(owner, _NAME_CELLS))
            more = Content.assemble(left, "  " if number == 0 else " | ", words(item))
            if more.cell_length > room:
                break
            left = more
        return spread(left, right, width)

    def _heads(self, lags: bool, total: str) -> list[str]:
        """Return what is counted, in as many words as there may be room for."""
        counted = times.number(self._count, at_least=lags)
        if self._of_team:
            head = _("{n} overdue in the team since sign-in").format(n=counted)
            return [_("{head} ({n} yours)").format(head=head, n=self._own), head] if self._own else [head]
        head = ngettext("{n} overdue since sign-in", "{n} overdue since sign-in", self._count).format(n=counted)
        if self._total > self._count:
            return [_("{head} ({total} of yours in all)").format(head=head, total=total), head]
        return [head]

    def _reminder(self, now: Instant) -> Content:
        ahead = [row for row in self._soon if row.obligation.due_at > now]
        if not ahead:
            return Content("")
        first = ahead[0]
        said = _("soon: {time} {customer} ({what})").format(
            time=times.clock(first.obligation.due_at, first.zone),
            customer=cells.cut(first.name, _NAME_CELLS),
            what=rules.rule(first.obligation.rule),
        )
        if len(ahead) > 1:
            said = _("{reminder} +{n}").format(reminder=said, n=len(ahead) - 1)
        return words(f" > {said} ", "bold reverse")

    def hit(self, x: int, y: int) -> str | None:
        return (self._key or None) if self._count and not self._trouble else None

    def clicked(self, name: str) -> None:
        self.post_message(self.Chosen())
