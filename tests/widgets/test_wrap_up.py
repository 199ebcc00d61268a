"""The form of the wrap-up: fields in rows, one message with all that stands in it."""

from __future__ import annotations

import pytest
from textual.events import Mount

from callcenter.views.worklists.typed_fields import Reading, WrapField, WrapUpDraft
from callcenter.widgets.calls.wrap_up import WrapUpForm
from callcenter.widgets.lines.said_line import SaidLine
from tests.widgets.samples import NOW
from tests.widgets.stage import HOSTILE, Stage, assert_harmless


def read(text: str) -> Reading:
    return Reading(NOW, "now") if text == "now" else Reading(None, "what?", wrong=True)


def form() -> tuple[Stage, WrapUpForm]:
    made = WrapUpForm(
        (
            (WrapField("date", "next", reader=read), WrapField("tier", "tier", "B")),
            (WrapField("asked", "asked", cells=0),),
        )
    )
    return Stage(made, keep=(WrapUpForm.Sent,)), made


async def test_enter_in_any_field_sends_all_of_them() -> None:
    app, made = form()
    async with app.run_test(size=(80, 12)) as pilot:
        assert app.lines()[0].strip() == ""
        made.open()
        made.focus_field("date")
        await pilot.press(*"now", "tab", *"A", "tab", *" a price ", "enter")
        await pilot.pause()
        (sent,) = app.all_of(WrapUpForm.Sent)
        assert sent.field == "asked"
        assert sent.draft == WrapUpDraft(
            {"date": "now", "tier": "A", "asked": " a price "}, {"date": Reading(NOW, "now")}
        )
        assert (sent.draft.text("asked"), sent.draft.text("unknown")) == ("a price", "")
        assert sent.draft.reading("unknown") == Reading(None, "")


async def test_a_form_that_is_taken_away_as_it_is_mounted_ends_nothing() -> None:
    """A program that ends while its screens are still made: what stood in the form has gone before its turn comes."""
    app, made = form()
    async with app.run_test(size=(80, 12)) as pilot:
        assert "tier" in made.query_one("#tier_label", SaidLine).line(80, NOW).plain
        await made.remove_children()
        made.post_message(Mount())
        await pilot.pause()


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_texts_are_only_texts(text: str) -> None:
    made = WrapUpForm(((WrapField("x", text, text, text, cells=0),),))
    app = Stage(made)
    async with app.run_test(size=(80, 6)) as pilot:
        made.open()
        await pilot.pause()
        assert_harmless(app.lines(), 80)
