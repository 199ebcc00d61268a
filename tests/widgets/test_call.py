"""Widgets of a call: number, timer, note, disposition, date."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from textual import events
from textual.widgets import Input, TextArea

from callcenter.model import Direction, Disposition, Instant
from callcenter.views.people.shift import AgentState
from callcenter.views.worklists.typed_fields import Reading
from callcenter.widgets.base.commands import Commanded
from callcenter.widgets.calls import call_panel
from callcenter.widgets.calls.call_panel import BigNumber, CallTimer
from callcenter.widgets.calls.dispositions import DispositionBar, disposition_commands
from callcenter.widgets.calls.note_editor import NoteEditor
from callcenter.widgets.forms.date_entry import DateEntry
from callcenter.wording import phones
from callcenter.wording.dispositions import COMMON, LETTERS
from callcenter.wording.names import disposition as disposition_words
from tests.widgets.samples import NOW
from tests.widgets.stage import HOSTILE, Stage, assert_harmless, cell_of

PLACE = 52
"""Columns that the number has on the call screen at 80 columns."""

# --- number and timer ---------------------------------------------------------------------------------------------


def dots(app: Stage) -> list[str]:
    """Return the parts of the screen that are drawn in reverse."""
    return [
        "".join("#" if segment.style and segment.style.reverse else " " for segment in strip for _ in segment.text)
        for strip in app.screen._compositor.render_strips()
    ]


async def test_the_number_is_drawn_large() -> None:
    number = BigNumber("138 70")
    app = Stage(number)
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.pause()
        assert [line.rstrip() for line in dots(app)[:5]] == [
            "  #  ### ###   ### ###",
            " ##    # # #     # # #",
            "  #  ### ###     # # #",
            "  #    # # #     # # #",
            " ### ### ###     # ###",
        ]
        number.show("1")
        await pilot.pause()
        assert [line.rstrip() for line in dots(app)[:5]] == ["  #", " ##", "  #", "  #", " ###"]
        assert number.number == "1"


def read_off(app: Stage) -> str:
    """Return the number as a person reads it off: the small text, ``|``, the large signs, a blank between groups."""
    lines = dots(app)[:5]
    signs = {pattern: sign for sign, pattern in call_panel._DOTS.items()}
    filled = "".join("1" if any(line[column] == "#" for line in lines) else "0" for column in range(len(lines[0])))
    large = ""
    for sign in re.finditer("111", filled):
        if large and filled[: sign.start()].endswith("00"):
            large += " "
        large += signs["".join(line[sign.start() : sign.end()] for line in lines).replace("#", "1").replace(" ", "0")]
    return f"{app.lines()[2].strip()}|{large}"


@pytest.mark.parametrize(
    ("number", "at_home", "region", "abroad"),
    [
        ("+8613812345678", "|138 1234 5678", "US", "+86|138 1234 5678"),
        ("+8657187654321", "|0571 8765 4321", "US", "+86|571 8765 4321"),
        ("+442071838750", "|020 7183 8750", "CN", "+44|20 7183 8750"),
        ("+447911123456", "|07911 123456", "CN", "+44|7911 123456"),
        ("+14155552671", "|415 555 2671", "CN", "|+1 415 555 2671"),
        ("+4930901820", "|030 901820", "CN", "|+49 30 901820"),
        ("+4915123456789", "|01512 3456789", "CN", "+49|1512 3456789"),
        ("+85221234567", "|2123 4567", "CN", "|+852 2123 4567"),
        ("+6561234567", "|6123 4567", "CN", "|+65 6123 4567"),
        ("+81312345678", "|03 1234 5678", "CN", "|+81 3 1234 5678"),
        ("+819012345678", "|090 1234 5678", "CN", "+81|90 1234 5678"),
        ("+33142685300", "|01 42 68 53 00", "CN", "+33|1 42 68 53 00"),
        ("+5511987654321", "|11 98765 4321", "CN", "+55|11 98765 4321"),
    ],
)
async def test_the_numbers_of_every_country_are_large_and_grouped_at_80_columns(
    number: str, at_home: str, region: str, abroad: str
) -> None:
    home = str(phonenumbers.region_code_for_number(phonenumbers.parse(number)))
    for country, shown in (home, at_home), (region, abroad):
        app = Stage(BigNumber(phones.local(number, country)))
        async with app.run_test(size=(PLACE, 8)) as pilot:
            await pilot.pause()
            assert read_off(app) == shown


@pytest.mark.parametrize("number", ["+86 138 1234 2231", "138****2231", "(020) 8765-4321", "0123456789"])
async def test_every_sign_of_a_number_can_be_drawn_large(number: str) -> None:
    app = Stage(BigNumber(number))
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.pause()
        assert sum(line.count("#") for line in dots(app)) > 20
        assert_harmless(app.lines(), 80)


@pytest.mark.parametrize(("number", "width"), [("138 1234 2231", 40), ("[/x]\x1b]0;t\x07", 80), ("1234 ext 5", 80)])
async def test_a_number_without_room_or_with_letters_is_one_line(number: str, width: int) -> None:
    app = Stage(BigNumber(number))
    async with app.run_test(size=(width, 8)) as pilot:
        await pilot.pause()
        assert number.split("\x1b", maxsplit=1)[0] in app.lines()[2]
        assert "#" not in "".join(dots(app))
        assert_harmless(app.lines(), width)


async def test_a_low_terminal_asks_for_the_small_number() -> None:
    app = Stage(BigNumber("138 1234 2231", classes="-one-line"))
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.pause()
        assert app.lines()[0].strip() == "138 1234 2231"


async def test_the_timer_counts_ringing_talk_and_wrap_up_from_the_instants() -> None:
    timer = CallTimer()
    app = Stage(timer)
    async with app.run_test(size=(80, 5)) as pilot:

        async def shown(now: Instant) -> str:
            timer.tick(now)
            await pilot.pause()
            return app.lines()[0].strip()

        assert await shown(NOW) == "not dialled yet"
        states = [timer.state]
        timer.show(NOW)
        assert await shown(NOW + 12_999) == "ringing 0:12"
        states.append(timer.state)
        timer.show(NOW, NOW + 14_000)
        assert await shown(NOW + 80_000) == "ringing 0:14  talk 1:06"
        states.append(timer.state)
        timer.show(NOW, NOW + 14_000, NOW + 100_000)
        assert await shown(NOW + 105_000) == "ringing 0:14  talk 1:26  wrap-up 0:05"
        states.append(timer.state)
        assert states == [AgentState.READY, AgentState.DIALLING, AgentState.TALKING, AgentState.WRAP_UP]
        timer.show(NOW, None, NOW + 30_000)
        assert await shown(NOW + 31_000) == "ringing 0:30  not answered  wrap-up 0:01"
        timer.show(NOW, NOW, direction=Direction.IN)
        assert await shown(NOW - 5_000) == "incoming  ringing 0:00  talk 0:00"


async def test_a_timer_without_room_shows_what_goes_on() -> None:
    timer = CallTimer()
    app = Stage(timer)
    async with app.run_test(size=(28, 5)) as pilot:
        timer.show(NOW, NOW + 14_000, NOW + 100_000)
        timer.tick(NOW + 105_000)
        await pilot.pause()
        assert app.lines()[0].strip() == "talk 1:26  wrap-up 0:05"


# --- note ---------------------------------------------------------------------------------------------------------

NOTES = (NoteEditor.Changed, NoteEditor.SaveWanted, NoteEditor.Sent)


def note(text: str = "", save_after: float = 60) -> tuple[Stage, NoteEditor]:
    editor = NoteEditor(text, save_after=save_after)
    return Stage(editor, Input(), keep=NOTES), editor


def saves(app: Stage) -> list[str]:
    return [message.text for message in app.all_of(NoteEditor.SaveWanted)]


async def test_typing_is_told() -> None:
    app, editor = note()
    async with app.run_test(size=(80, 12)) as pilot:
        editor.focus_text()
        await pilot.press("h", "i", "f6", "f7")
        await pilot.pause()
        assert [message.text for message in app.all_of(NoteEditor.Changed)] == ["h", "hi"]
        assert editor.text == "hi"


async def test_a_note_is_saved_a_moment_after_the_first_change_while_typing_goes_on() -> None:
    app, editor = note(save_after=0.05)
    async with app.run_test(size=(80, 12)) as pilot:
        editor.focus_text()
        for letter in "abcdefgh":
            await pilot.press(letter)
            await pilot.pause(0.02)
        assert saves(app)[0] != "abcdefgh"
        await pilot.pause(0.1)
        assert saves(app)[-1] == "abcdefgh"
        editor.mark_saved("abcdefgh")
        count = len(saves(app))
        await pilot.pause(0.1)
        assert len(saves(app)) == count


async def test_nothing_waits_when_the_note_is_left_or_sent() -> None:
    app, editor = note()
    async with app.run_test(size=(80, 12)) as pilot:
        editor.focus_text()
        await pilot.press("a", "b")
        await pilot.pause()
        assert saves(app) == []
        await pilot.press("tab")
        await pilot.pause()
        assert app.focused is app.query_one(Input)
        assert saves(app) == ["ab"]
        editor.mark_saved("ab")
        editor.flush()
        await pilot.pause()
        assert saves(app) == ["ab"]
        editor.focus_text()
        await pilot.press("c", "enter")
        await pilot.pause()
        assert saves(app) == ["ab", "abc"]
        assert [message.text for message in app.all_of(NoteEditor.Sent)] == ["abc"]
        assert editor.text == "abc"


async def test_a_line_is_begun_without_sending() -> None:
    app, editor = note()
    async with app.run_test(size=(80, 12)) as pilot:
        editor.focus_text()
        await pilot.press("a", "ctrl+n", "b", "shift+enter", "c")
        await pilot.pause()
        assert editor.text == "a\nb\nc"
        assert app.all_of(NoteEditor.Sent) == []


async def test_the_line_below_tells_the_length_whether_it_counts_and_whether_it_is_safe() -> None:
    app, editor = note()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        status = 5
        assert app.lines()[status].strip() == "0 characters"
        editor.focus_text()
        await pilot.press("a", "space", "b")
        await pilot.pause()
        assert app.lines()[status].split("  ")[0].strip() == "2 characters"
        assert app.lines()[status].endswith("not saved yet ")
        editor.counts = False
        await pilot.pause()
        assert "- note too short to count" in app.lines()[status]
        editor.counts = True
        editor.mark_saved("a b")
        await pilot.pause()
        assert "+ note counts" in app.lines()[status]
        assert app.lines()[status].endswith("  saved ")


async def test_another_note_is_loaded_without_a_word() -> None:
    app, editor = note("old")
    async with app.run_test(size=(80, 12)) as pilot:
        editor.load("new [/x]\r\nline", "new [/x]\r\nline")
        await pilot.pause()
        assert editor.text == "new [/x]\nline"
        assert app.kept == []
        assert "new [/x]" in app.lines()[0]
        assert editor.query_one(TextArea).cursor_location == (1, 4)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_notes_loaded_or_pasted_stay_text(text: str) -> None:
    app, editor = note(text)
    async with app.run_test(size=(80, 12)) as pilot:
        editor.focus_text()
        await pilot.pause()
        assert_harmless(app.lines(), 80)
        app.post_message(events.Paste(text))
        await pilot.pause()
        assert_harmless(app.lines(), 80)
        assert "\x1b" not in editor.text
        assert len(app.all_of(NoteEditor.Changed)) == 1
        once = editor.text[: len(editor.text) // 2]
        assert editor.text == once * 2


# --- disposition --------------------------------------------------------------------------------------------------


class CallStage(Commanded, Stage):
    offers = disposition_commands()

    def action_disposition(self, place: int) -> None:
        self.query_one(DispositionBar).choose_common(place)

    def action_dispositions(self) -> None:
        self.query_one(DispositionBar).open()


def call_stage() -> tuple[CallStage, DispositionBar, NoteEditor]:
    bar, editor = DispositionBar(), NoteEditor(save_after=60)
    return CallStage(editor, bar, keep=(DispositionBar.Chosen,)), bar, editor


def chosen(app: Stage) -> list[Disposition]:
    return [message.disposition for message in app.all_of(DispositionBar.Chosen)]


async def test_the_five_commonest_are_on_function_keys_while_the_note_has_the_focus() -> None:
    app, _, editor = call_stage()
    async with app.run_test(size=(80, 16)) as pilot:
        editor.focus_text()
        await pilot.pause()
        line = app.lines()[6]
        said = "F2 no answer  F3 interested  F4 neutral  F5 call back  F9 refused  F12 all"
        assert line.split() == said.split()
        await pilot.press("f2", "f3", "f4", "f5", "f9")
        await pilot.pause()
        assert chosen(app) == list(COMMON)
        assert "[refused]" in app.lines()[6]
        assert editor.text == ""


@pytest.mark.parametrize(("letter", "disposition"), LETTERS.items())
async def test_each_of_the_sixteen_has_a_letter(letter: str, disposition: Disposition) -> None:
    app, bar, editor = call_stage()
    async with app.run_test(size=(80, 16)) as pilot:
        editor.focus_text()
        await pilot.press("f12", letter)
        await pilot.pause()
        assert chosen(app) == [disposition]
        assert not bar.is_open
        assert app.focused is editor.query_one(TextArea)
        assert editor.text == ""


def test_no_disposition_is_left_without_a_letter() -> None:
    assert set(LETTERS.values()) == set(Disposition)


async def test_all_sixteen_are_labelled_and_chosen_without_letters_too() -> None:
    app, _, editor = call_stage()
    async with app.run_test(size=(80, 16)) as pilot:
        editor.focus_text()
        await pilot.press("f12")
        await pilot.pause()
        block = "\n".join(app.lines()[7:11])
        for word in ("do not call", "invalid number", "switched off", "wrong person", "no answer", "voicemail"):
            assert word in block
        assert_harmless(app.lines(), 80)
        await pilot.press("down", "right", "up", "left", "left", "right", "right", "enter")
        await pilot.pause()
        assert chosen(app) == [list(LETTERS.values())[2]]


async def test_the_sixteen_are_left_by_escape_without_a_choice() -> None:
    app, bar, editor = call_stage()
    async with app.run_test(size=(80, 16)) as pilot:
        editor.focus_text()
        for key in ("escape", "f12"):
            await pilot.press("f12")
            await pilot.pause()
            assert bar.is_open
            await pilot.press("q", key)
            await pilot.pause()
            assert not bar.is_open
            assert app.focused is editor.query_one(TextArea)
        assert chosen(app) == []
        assert editor.text == ""


async def test_dispositions_can_be_clicked() -> None:
    app, bar, editor = call_stage()
    async with app.run_test(size=(80, 16)) as pilot:
        editor.focus_text()
        await pilot.pause()
        await pilot.click(DispositionBar, offset=(cell_of(app.lines()[6], "neutral"), 0))
        await pilot.pause()
        await pilot.click(DispositionBar, offset=(cell_of(app.lines()[6], "F12"), 0))
        await pilot.pause()
        assert bar.is_open
        row = next(i for i, line in enumerate(app.lines()) if "voicemail" in line)
        await pilot.click(DispositionBar, offset=(cell_of(app.lines()[row], "voicemail"), row - 6))
        await pilot.pause()
        assert chosen(app) == [Disposition.NEUTRAL, Disposition.VOICEMAIL]
        assert app.lines()[6].rstrip().endswith("F12 [voicemail]")
        bar.mark(None)
        await pilot.pause()
        assert "[" not in app.lines()[6]


@pytest.mark.parametrize("disposition", list(Disposition))
@pytest.mark.parametrize("width", [80, 60])
async def test_what_was_chosen_is_always_seen(disposition: Disposition, width: int) -> None:
    bar = DispositionBar()
    app = Stage(bar)
    async with app.run_test(size=(width, 6)) as pilot:
        bar.mark(disposition)
        await pilot.pause()
        assert f"[{disposition_words(disposition)}]" in app.lines()[0]
        assert "F12" in app.lines()[0]


# --- date ---------------------------------------------------------------------------------------------------------


def read(text: str) -> Reading:
    if text == "+3d":
        return Reading(NOW + 3 * 86_400_000, "Sun 15 Mar 10:42")
    return Reading(None, f"no date: {text}", wrong=True)


def dating() -> tuple[Stage, DateEntry]:
    entry = DateEntry("follow-up", read, placeholder="+3d")
    return Stage(entry, keep=(DateEntry.Changed, DateEntry.Sent)), entry


async def test_a_date_is_read_back_at_every_key() -> None:
    app, entry = dating()
    async with app.run_test(size=(80, 5)) as pilot:
        entry.focus_text()
        await pilot.press("+", "3")
        await pilot.pause()
        assert "? no date: +3" in app.lines()[0]
        await pilot.press("enter")
        await pilot.pause()
        assert app.all_of(DateEntry.Sent) == []
        await pilot.press("d")
        await pilot.pause()
        assert app.lines()[0].startswith(" follow-up ")
        assert "= Sun 15 Mar 10:42" in app.lines()[0]
        await pilot.press("enter")
        await pilot.pause()
        assert [message.at for message in app.all_of(DateEntry.Sent)] == [NOW + 3 * 86_400_000]
        assert [message.text for message in app.all_of(DateEntry.Changed)] == ["+", "+3", "+3d"]
        assert app.all_of(DateEntry.Changed)[-1].reading == entry.reading == read("+3d")


async def test_a_proposal_stands_there_and_is_typed_over() -> None:
    app, entry = dating()
    async with app.run_test(size=(80, 5)) as pilot:
        entry.propose("+3d")
        await pilot.pause()
        assert app.kept == []
        assert entry.reading.at == NOW + 3 * 86_400_000
        entry.focus_text()
        await pilot.press("x")
        await pilot.pause()
        assert entry.text == "x"
        assert entry.reading.wrong


async def test_no_date_at_all_is_an_answer() -> None:
    app, entry = dating()
    async with app.run_test(size=(80, 5)) as pilot:
        entry.propose("+3d")
        entry.focus_text()
        await pilot.press("delete", "enter")
        await pilot.pause()
        assert [message.at for message in app.all_of(DateEntry.Sent)] == [None]
        assert "=" not in app.lines()[0]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_dates_stay_text(text: str) -> None:
    app, entry = dating()
    async with app.run_test(size=(80, 5)) as pilot:
        entry.propose(text * 8)
        await pilot.pause()
        assert_harmless(app.lines(), 80)


async def test_the_date_is_read_again_when_the_time_went_on() -> None:
    calls: list[str] = []

    def reader(text: str) -> Reading:
        calls.append(text)
        return Reading(NOW + len(calls), f"reading {len(calls)}")

    entry = DateEntry("follow-up", reader)
    app = Stage(entry)
    async with app.run_test(size=(80, 5)) as pilot:
        entry.propose("+3d")
        entry.fill("+3d")
        await pilot.pause()
        assert calls == ["+3d", "+3d"]
        assert "= reading 2" in app.lines()[0]
