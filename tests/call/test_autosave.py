"""Autosave: one save at a time, the newest last, nothing forgotten."""

from callcenter.call.autosave import Autosave


def test_what_is_made_while_a_save_is_under_way_is_saved_after_it() -> None:
    note = Autosave("")
    note.made = "a"
    assert note.begin()
    note.made = "ab"
    assert not note.begin(), "a slow store gets no heap of saves"
    assert note.end("a"), "another one is wanted"
    assert note.begin()
    assert not note.end("ab")
    assert note.is_safe


def test_what_is_taken_back_while_its_save_is_under_way_is_saved_as_it_was() -> None:
    note = Autosave("a")
    note.made = "ab"
    assert note.begin()
    note.made = "a"
    assert not note.begin()
    assert note.end("ab"), "the store has more than there is"
    assert note.begin()


def test_who_leaves_does_not_wait_for_the_save_that_is_under_way() -> None:
    note = Autosave("")
    note.made = "a"
    assert note.begin()
    note.made = "ab"
    assert note.begin(at_once=True)


def test_a_refused_save_stands_with_its_reason_until_it_is_done_or_needless() -> None:
    note = Autosave("kept")
    note.made = "kept and more"
    assert note.begin()
    note.fail("disk full")
    assert (note.trouble, note.is_safe) == ("disk full", False)
    assert note.begin()
    note.end("kept and more")
    assert note.trouble == ""
    note.made = "x"
    assert note.begin()
    note.fail("disk full")
    note.made = "kept and more"
    assert not note.begin(), "it is again as the store has it"
    assert note.trouble == ""


def test_an_answer_that_nobody_hears_holds_nothing_up() -> None:
    note = Autosave("")
    note.made = "a"
    assert note.begin()
    note.forget()
    assert note.begin()
