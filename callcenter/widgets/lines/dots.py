"""Bars drawn with the dots of braille characters, which take one cell in every terminal (docs/decisions.md#charts)."""

from __future__ import annotations

from collections.abc import Sequence

_BLANK = 0x2800
_DENSE = (0x47, 0xB8)
"""All four dots of the left and of the right half of a cell."""
_SPARSE = (0x06, 0x30)
"""The two dots in the middle of each half."""
_RISING = ((0x00, 0x40, 0x44, 0x46, 0x47), (0x00, 0x80, 0xA0, 0xB0, 0xB8))
"""Up to four dots from the bottom, of each half."""
_STEPS = 4

DENSE = chr(_BLANK + sum(_DENSE))
SPARSE = chr(_BLANK + sum(_SPARSE))


def bar(first: int, rest: int, most: int, cells: int) -> tuple[str, str]:
    """Return a bar of two parts, ``first`` dense and ``rest`` sparse, where ``most`` fills so many cells.

    A cell is two steps; where both parts meet in one, it belongs to the first.
    """
    scale = 0.0 if most <= 0 else min(2.0, 2 * cells / most)
    dense, whole = round(first * scale), round((first + rest) * scale)
    drawn = []
    for left in range(0, whole, 2):
        halves = [(_DENSE if place < dense else _SPARSE)[place - left] for place in range(left, min(left + 2, whole))]
        drawn.append(chr(_BLANK + sum(halves)))
    border = (dense + 1) // 2
    return "".join(drawn[:border]), "".join(drawn[border:])


def spark(pairs: Sequence[tuple[int, int]]) -> str:
    """Return a cell for each pair: how high both stand, in steps of a quarter of the highest value of all."""
    most = max((max(pair) for pair in pairs), default=0)
    return "".join(
        chr(_BLANK + sum(_RISING[side][_step(value, most)] for side, value in enumerate(pair))) for pair in pairs
    )


def _step(value: int, most: int) -> int:
    """A step of at least one dot for anything that is there."""
    return 0 if value <= 0 else max(round(value * _STEPS / most), 1)
