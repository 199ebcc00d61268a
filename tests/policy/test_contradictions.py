"""Every outcome of a call against its direction and what was heard of the customer."""

from __future__ import annotations

import pytest

from callcenter import policy
from callcenter.model import Contradiction, Direction, Disposition

_NOBODY = ("no_answer", "busy", "switched_off", "voicemail")
_DEAD = ("suspended", "invalid_number")
_SPOKEN = (
    *("interested", "neutral", "appointment", "signed", "callback", "negative", "refused", "do_not_call"),
    *("hung_up", "wrong_person"),
)
_SILENT = [(False, 0, ""), (False, 0, "left a note on the desk"), (True, 0, ""), (True, 0, " \n")]
_TALKED = [(True, 42, ""), (True, 0, "wants a price"), (True, 42, "wants a price")]


def test_the_table_has_every_outcome() -> None:
    assert {*_NOBODY, *_DEAD, *_SPOKEN} == {one.value for one in Disposition}


@pytest.mark.parametrize(
    ("outcomes", "direction", "heard", "expected"),
    [
        (_NOBODY, Direction.OUT, _SILENT, None),
        (_NOBODY, Direction.OUT, _TALKED, Contradiction.TALKED),
        (_NOBODY, Direction.IN, _SILENT, Contradiction.THEY_CALLED),
        (_NOBODY, Direction.IN, _TALKED, Contradiction.TALKED),
        (_DEAD, Direction.OUT, _SILENT, None),
        (_DEAD, Direction.OUT, _TALKED, Contradiction.NUMBER_WORKS),
        (_DEAD, Direction.IN, _SILENT, Contradiction.THEY_CALLED),
        (_DEAD, Direction.IN, _TALKED, Contradiction.NUMBER_WORKS),
        (_SPOKEN, Direction.OUT, [*_SILENT, *_TALKED], None),
        (_SPOKEN, Direction.IN, [*_SILENT, *_TALKED], None),
    ],
)
def test_what_speaks_against_an_outcome(
    outcomes: tuple[str, ...],
    direction: Direction,
    heard: list[tuple[bool, int, str]],
    expected: Contradiction | None,
) -> None:
    for outcome in map(Disposition, outcomes):
        for answered, seconds, note in heard:
            found = policy.contradiction(outcome, direction, answered=answered, seconds=seconds, note=note)
            assert found is expected, (outcome, answered, seconds, note)
