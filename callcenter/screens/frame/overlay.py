"""A box over a screen, loaded with the first that is opened."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType

from callcenter.screens.frame.dismissal import ClosingScreen


class OverScreen(ModalScreen[ScreenResultType], ClosingScreen[ScreenResultType]):  # its looks come from the first
    """A box over the screen below, which takes all keys until it is closed."""
