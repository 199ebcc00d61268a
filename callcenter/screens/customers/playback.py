"""Playing of recordings by the program that the settings name, beside the workstation (docs/rules.md#r27)."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from callcenter import handover
from callcenter.locale import _
from callcenter.model import Instant
from callcenter.screens.frame.desk import DeskScreen, told


class Playback:
    """The recording that a screen plays, one at a time."""

    def __init__(self, screen: DeskScreen[Any], command: Sequence[str]) -> None:
        self._screen = screen
        self._command = command
        self._program: subprocess.Popen[bytes] | None = None

    def toggle(self, touch: int) -> None:
        """Play the recording of a contact, on record; or end the one that is played."""
        if self._program is not None:
            self.stop()
            return
        store = self._screen.desk.store

        def listen(now: Instant) -> str:
            return store.recordings.listen(touch, now=now)

        self._screen.write(listen, self._play)

    def stop(self) -> None:
        """End what is played."""
        program, self._program = self._program, None
        if program is not None and program.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(program.pid, signal.SIGTERM)

    def _play(self, recording: str) -> None:
        app = self._screen.app
        try:
            program = self._program = handover.player(self._command, recording)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self._say(_("cannot start {program}: {reason}").format(program=self._command[0], reason=reason))
            return

        def wait() -> None:
            code = program.wait()
            app.call_from_thread(told, app, self._ended, (program, code))

        app.run_worker(wait, thread=True, group="playback")

    def _ended(self, ended: tuple[subprocess.Popen[bytes], int]) -> None:
        program, code = ended
        if program is not self._program:
            return
        self._program = None
        if code:
            self._say(_("{program} exited with code {code}").format(program=self._command[0], code=code))

    def _say(self, said: str) -> None:
        self._screen.app.notify(said, severity="warning", markup=False)
