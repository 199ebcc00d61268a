"""The command ``callcenter``: every run of the program begins and ends here (docs/rules.md#contract).

Exit 0; 1 where a check found something or what was asked for had been done before; 2 for bad use and for whatever the
store, a file or the settings cannot do, with one clear line on standard error.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from callcenter.clock import Clock

_COLLECT_AFTER = 50_000
"""Objects made before the collector looks for garbage. Loading makes many and no garbage; by default, 700, the search
is a tenth of the start, and the pauses of a shift."""

_BAD_USE = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, clock: Clock | None = None) -> None:
    """Run one command and end the process with its exit code. ``arguments`` default to the process's own."""
    gc.set_threshold(_COLLECT_AFTER)  # before anything else is loaded
    from callcenter.clock import SystemClock
    from callcenter.commands import program
    from callcenter.commands.base.context import BadUse, Context
    from callcenter.views.upkeep.trouble import StoreError, Trouble

    done_already = (Trouble.UNDONE_ALREADY, Trouble.SETTLED_ALREADY)
    given = list(sys.argv[1:] if arguments is None else arguments)
    session = Context(SystemClock() if clock is None else clock)
    _open_closed_output()
    _take_every_character(sys.stdout, sys.stderr)
    try:
        session.speak(given)
        code = program.run(given, session)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of the output has seen enough. The rest of the buffer must not be tried again at the exit.
        _discard_output()
        code = 0
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except (BadUse, StoreError, OSError) as error:
        code = 1 if isinstance(error, StoreError) and error.code in done_already else _BAD_USE
        _complain(_sentence(error))
    finally:
        session.close()
    sys.exit(code)


def _sentence(error: Exception) -> str:
    from callcenter.locale import _
    from callcenter.views.upkeep.trouble import StoreError

    match error:
        case StoreError():
            from callcenter.wording import problems

            return problems.trouble(error.code, error.params)
        case OSError():
            reason = error.strerror or str(error)
            if error.filename is None:
                return reason
            return _("{path}: {reason}").format(path=os.fsdecode(error.filename), reason=reason)
        case _:
            return str(error)


def _complain(sentence: str) -> None:
    plain = " ".join("".join(char if char.isprintable() else " " for char in sentence).split())
    print(f"callcenter: {plain}", file=sys.stderr, flush=True)


def _take_every_character(*streams: TextIO) -> None:
    """Let no character that a terminal or a pipe cannot take end the program."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _open_closed_output() -> None:
    """Open a null device for an output that was closed (``>&-``): nothing has to ask whether it is there."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the program
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def _discard_output() -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
