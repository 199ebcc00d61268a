"""Copying into the clipboard of the terminal that the agent sits at, over SSH and in tmux too."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import Any

from textual.app import App

from callcenter.locale import _, ngettext

LONGEST = 50_000
"""Bytes that are copied at most: longer OSC 52 sequences are cut or dropped by terminals and multiplexers."""

_TMUX_SECONDS = 5


def copy(app: App[None], text: str) -> str:
    """Copy a text; what to tell about it."""
    size = len(text.encode())
    if size > LONGEST:
        return _("Too long for the terminal's clipboard: {n} bytes.").format(n=size)
    app.copy_to_clipboard(text)
    return ngettext("{n} character copied.", "{n} characters copied.", len(text)).format(n=len(text))


def tell_tmux(app: App[Any], text: str) -> None:
    """Have tmux ask the terminal, where the program runs in it.

    OSC 52 asks the terminal itself, on whatever machine that is. tmux lets no program of its own ask so (its
    ``set-clipboard`` is ``external`` by default) but asks the terminal for what is put into a buffer of its own.
    """
    if os.environ.get("TMUX"):
        app.run_worker(lambda: _give_tmux(text), thread=True, group="clipboard")


def _give_tmux(text: str) -> None:
    """Put it into a buffer and have the terminal told; before tmux 3.2 only the former."""
    for options in (["-w"], []):
        with suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run(
                ["tmux", "load-buffer", *options, "-"],
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TMUX_SECONDS,
                check=False,
            )
            if done.returncode == 0:
                return
