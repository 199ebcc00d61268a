"""Things that a line can do in a talk: hold, mute, tones, handing over. Out of sight until it is opened."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from callcenter.locale import N_, _
from callcenter.widgets.forms.ask_line import AskLine
from callcenter.widgets.lines.prompts import ChoiceBar


class LineAct(StrEnum):
    """Acts on the line; the values are those of the telephone's abilities."""

    HOLD = "hold"
    MUTE = "mute"
    DIGITS = "digits"
    TRANSFER = "transfer"


_KEYS: Mapping[LineAct, tuple[str, str]] = {
    LineAct.HOLD: ("h", N_("H hold or resume")),
    LineAct.MUTE: ("m", N_("M mute or unmute")),
    LineAct.DIGITS: ("t", N_("T tones")),
    LineAct.TRANSFER: ("x", N_("X transfer")),
}
_ASKED: Mapping[LineAct, str] = {
    LineAct.DIGITS: N_("tones to send (0-9 * #)"),
    LineAct.TRANSFER: N_("transfer the customer to number"),
}


class LineMenu(Vertical):
    """See the module. Escape leaves it."""

    DEFAULT_CSS = "LineMenu { height: auto; }"

    class Wanted(Message):
        """``text``: the tones, or the number to hand over to."""

        def __init__(self, act: LineAct, text: str = "") -> None:
            super().__init__()
            self.act = act
            self.text = text

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._focused_before: Widget | None = None

    def compose(self) -> ComposeResult:
        yield ChoiceBar(id="line_choice")
        yield AskLine(id="line_text")

    def open(self, acts: frozenset[LineAct]) -> None:
        """Offer these acts."""
        offered = [act for act in LineAct if act in acts]
        said = "  ".join(_(_KEYS[act][1]) for act in offered)
        keys = {_KEYS[act][0]: act.value for act in offered}
        self._focused_before = self.screen.focused
        self.query_one(ChoiceBar).ask(f"{said}  {_('Esc back')}", {**keys, "escape": "back"})

    def withdraw(self) -> None:
        """Close it without a word."""
        self.query_one(ChoiceBar).withdraw()

    def on_choice_bar_chosen(self, event: ChoiceBar.Chosen) -> None:
        event.stop()
        self.screen.set_focus(self._focused_before)
        if event.choice == "back":
            return
        act = LineAct(event.choice)
        if act in _ASKED:
            self.query_one(AskLine).ask(act.value, _(_ASKED[act]), required=True)
        else:
            self.post_message(self.Wanted(act))

    def on_choice_bar_left(self, event: ChoiceBar.Left) -> None:
        event.stop()

    def on_ask_line_answered(self, event: AskLine.Answered) -> None:
        event.stop()
        self.post_message(self.Wanted(LineAct(event.question), event.text))
