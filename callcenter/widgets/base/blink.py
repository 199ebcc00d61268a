"""Blinking of cursors: off for who asked for less movement (``reduced`` in the settings)."""

from __future__ import annotations

from typing import Any

from textual.app import App


def blinking(app: App[Any]) -> bool:
    """Cursors stand still where nothing else moves either."""
    return app.animation_level != "none"
