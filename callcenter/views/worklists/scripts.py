"""Call scripts as they are shown and kept: filled for one customer, and what of them was ticked off in a call."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from callcenter.model import Instant


class Situation(StrEnum):
    """Situations that can come up in any call (docs/rules.md#r16)."""

    GREETING = "greeting"
    INCOMING = "incoming"
    SILENT_LINE = "silent_line"
    BAD_LINE = "bad_line"
    SECOND_ATTEMPT = "second_attempt"
    NOT_NOW = "not_now"
    COMPLAINT = "complaint"
    ASKS_FOR_BOSS = "asks_for_boss"
    CLOSING = "closing"


class PartKind(StrEnum):
    """Kinds of paragraphs of a script: a step to tick off, words to say, or advice that nobody says aloud."""

    STEP = "step"
    SAY = "say"
    ADVICE = "advice"


class FilledPart(Struct, frozen=True):
    """A paragraph for one customer."""

    kind: PartKind
    text: str


class FilledScript(Struct, frozen=True):
    """A script for one customer, ready to be read aloud. ``digest`` names the wording of its file."""

    id: str
    digest: str
    title: str
    parts: tuple[FilledPart, ...]
    situations: tuple[Situation, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of the steps."""
        return tuple(part.text for part in self.parts if part.kind is PartKind.STEP)


class TickedStep(Struct, frozen=True):
    """A step that was ticked off: its number from 1, its name as it stood there, and when."""

    number: int
    name: str
    at: Instant


class ScriptUse(Struct, frozen=True):
    """A script in a call: what of its ``steps`` was ticked off. The file may read otherwise by now, this stays."""

    script: str
    digest: str
    title: str
    steps: int
    ticked: tuple[TickedStep, ...]


class ScriptShelf(Struct, frozen=True):
    """The scripts at hand for one customer: all of them, and the ids of those proposed, the first to begin with.

    ``refused`` are files of the team's folder that cannot be used.
    """

    scripts: tuple[FilledScript, ...]
    proposed: tuple[str, ...]
    refused: tuple[str, ...] = ()
