"""The owner of a customer after a history of acts, worked out a second time from the text.

- A reached call that was placed here makes its agent the owner of a pool customer, where the campaign has it so; an
  incoming call never does, and nobody becomes one for whom another owner waits.
- A reassignment during a call takes effect when the call is over.
- With an exception the customer goes to whoever works on it; at its close they return to the first agent, or to the
  helper of another exception that is still open, unless somebody gave them away meanwhile.
- Undoing a call takes back what it changed, unless the customer is somebody else's by now.

Like the rest of the oracle it shares no code with the program. Acts are what was done and not refused.

See docs/architecture.md#ownership, docs/rules.md#r1-exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CallBegins:
    """A call that holds the customer; ``placed``: an outgoing one."""

    agent: str
    placed: bool


@dataclass(frozen=True)
class CallEnds:
    """The call is saved, or was never placed (``reached`` None). ``own_pool``: the campaign's word then."""

    reached: bool | None
    own_pool: bool = True


@dataclass(frozen=True)
class CallUndone:
    """The last save of an agent is taken back: the call is open again."""

    agent: str
    placed: bool


@dataclass(frozen=True)
class Given:
    """A supervisor gives the customer to somebody, None = to the pool."""

    owner: str | None


@dataclass(frozen=True)
class ExceptionGiven:
    """An exception is given to a helper, or taken by one."""

    case: int
    helper: str


@dataclass(frozen=True)
class ExceptionClosed:
    """An exception is settled."""

    case: int


Act = CallBegins | CallEnds | CallUndone | Given | ExceptionGiven | ExceptionClosed


@dataclass
class _Case:
    helper: str
    first: str | None


@dataclass
class _Customer:
    owner: str | None
    line: CallBegins | CallUndone | None = None
    waiting: list[str | None] = field(default_factory=list)  # one at most
    out: dict[int, _Case] = field(default_factory=dict)  # exceptions with which the customer went, by case
    gained: str | None = None  # the owner made by the call that was saved last

    def to_be(self) -> str | None:
        return self.waiting[0] if self.waiting else self.owner

    def pass_to(self, owner: str | None) -> None:
        if self.line is None:
            self.owner = owner
        else:
            self.waiting = [] if owner == self.owner else [owner]


def owner(first: str | None, acts: Iterable[Act]) -> str | None:
    """The owner after these acts; ``first``: the one before."""
    one = _Customer(first)
    for act in acts:
        _done(one, act)
    return one.owner


def _done(one: _Customer, act: Act) -> None:
    match act:
        case CallBegins():
            one.line = act
        case CallUndone():
            if one.gained is not None and one.owner == one.gained:
                one.owner = None
            one.line, one.gained = act, None
        case CallEnds():
            assert one.line is not None
            caller, placed = one.line.agent, one.line.placed
            one.line, one.gained = None, None
            if placed and act.reached and act.own_pool and one.owner is None and not one.waiting:
                one.owner = one.gained = caller
            if one.waiting:
                one.owner = one.waiting.pop()
        case Given(to):
            one.pass_to(to)
        case ExceptionGiven(case, helper):
            if case in one.out:
                one.out[case].helper = helper
            else:
                earlier = [one.out[key] for key in sorted(one.out)]
                one.out[case] = _Case(helper, earlier[0].first if earlier else one.to_be())
            one.pass_to(helper)
        case ExceptionClosed(case):
            closed = one.out.pop(case, None)
            if closed is not None and one.to_be() == closed.helper:
                still = [one.out[key] for key in sorted(one.out)]
                one.pass_to(still[-1].helper if still else closed.first)
