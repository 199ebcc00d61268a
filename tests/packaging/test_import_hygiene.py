"""The command line answers without loading the workstation, and a start loads no library before it is needed.

Each case runs the program in a process of its own and looks at what that process has loaded when it ends.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# The first 0.23 s, the second 0.2 s, the geocoder 0.6 s: no start has that to give away.
_SLOW = ("textual", "psycopg", "pypinyin", "phonenumbers.geocoder", "python_calamine", "xlsxwriter", "hypothesis")
_RUN = """
import json, sys
from callcenter.cli import main
answer = int(sys.argv.pop(1))
try:
    main()
except SystemExit as end:
    code = end.code
else:
    code = 0
with open(answer, "w") as out:
    json.dump([code, sorted(sys.modules)], out)
"""
_DRAW = """
import asyncio, json, sys
from callcenter.cli import main
from callcenter.commands import workstation
answer = int(sys.argv.pop(1))
def start(session, **asked):
    from callcenter import app
    from callcenter.desk.shift_start import make_desk
    from callcenter.widgets.lists.line_list import LineList
    loaded, draw_line = [], LineList.render_line
    def render_line(lines, y):
        if not loaded:
            loaded.extend(sorted(sys.modules))
        return draw_line(lines, y)
    LineList.render_line = render_line
    settings, clock = session.settings.settings, session.clock
    drawn = app.Workstation(make_desk(session.opened, clock, "wang", settings))
    async def draw():
        async with drawn.run_test():
            return loaded
    with open(answer, "w") as out:
        json.dump([0, asyncio.run(draw())], out)
    return 0
workstation.on_a_terminal = lambda: True
workstation.open_workstation = start
try:
    main()
except SystemExit:
    pass
"""
_CUSTOMERS = "ref,name,phone,inquiry_at\nC1,李雷,0571-80193715,2026-03-02 10:00\n"


def _loaded_when_drawn(home: Path) -> set[str]:
    """Starts the workstation on a store of its agent, and tells which modules were loaded when a list was drawn."""
    _loaded_after(["agent", "add", "wang"], home)
    return _loaded_after(["run"], home, _DRAW)


def _loaded_after(arguments: list[str], home: Path, run: str = _RUN) -> set[str]:
    """Runs the program to its end, checks that it succeeded, and tells which modules were loaded by then."""
    read, write = os.pipe()
    environment = {**os.environ, "HOME": str(home), "CALLCENTER_DATABASE": str(home / "callcenter.db")}
    try:
        process = subprocess.run(
            [sys.executable, "-c", run, str(write), *arguments],
            env=environment,
            pass_fds=[write],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
    finally:
        os.close(write)
    with open(read) as answer:
        text = answer.read()
    assert text, process.stderr
    code, modules = json.loads(text)
    assert code in (0, None), process.stderr
    return set(modules)


def _slow(modules: set[str]) -> list[str]:
    return [name for name in _SLOW if name in modules]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["queue"], ["queue", "--json"], ["breaches"], ["rulebook", "list"]]
)
def test_a_command_loads_neither_the_workstation_nor_what_it_does_not_use(arguments: list[str], tmp_path: Path) -> None:
    assert _slow(_loaded_after(arguments, tmp_path)) == []


def test_an_import_is_not_a_reason_to_load_the_workstation(tmp_path: Path) -> None:
    book = tmp_path / "customers.csv"
    book.write_text(_CUSTOMERS)
    loaded = _loaded_after(["import", "customers", str(book)], tmp_path)
    assert _slow(loaded - {"pypinyin"}) == []
    assert "phonenumbers" in loaded


def test_the_queue_of_a_filled_store_loads_no_more(tmp_path: Path) -> None:
    book = tmp_path / "customers.csv"
    book.write_text(_CUSTOMERS)
    _loaded_after(["import", "customers", str(book)], tmp_path)
    assert _slow(_loaded_after(["queue", "--as-of", "2026-03-02 10:05"], tmp_path)) == []


_UNSEEN = (
    *_SLOW[1:],
    *(
        f"callcenter.commands.{room}"
        for room in ("campaigns", "customers.obligations", "customers.queue", "upkeep.imports")
    ),
    *(f"callcenter.screens.{screen}" for screen in ("frame.loader", "calls", "customers", "log", "shift", "team")),
    "callcenter.importing.intake",
    "callcenter.telephony.options",
    "callcenter.telephony.process",
    "callcenter.wording.problems",
    "callcenter.workstation.garbage",
    "callcenter.workstation.departure",
    "callcenter.workstation.entrance",
    "_hashlib",
    "babel",
    "phonenumbers",
    "pendulum",
    "holidays",
    "rich.markdown",
    "rich.traceback",
    "textual.widgets._text_area",
    "zipfile",
)


def test_the_first_frame_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    """With the PostgreSQL driver installed too: it is among what the tests want."""
    loaded = _loaded_when_drawn(tmp_path)
    assert {"textual.app", "callcenter.screens.worklists.queue"} <= loaded
    assert [name for name in _UNSEEN if name in loaded] == []


def test_the_look_itself_sees_what_is_loaded(tmp_path: Path) -> None:
    """Were the list of modules always empty, no test above could fail."""
    assert {"callcenter.cli", "click", "json"} <= _loaded_after(["--help"], tmp_path)


def test_a_shift_by_ear_loads_no_screens(tmp_path: Path) -> None:
    loaded = _loaded_after(["run", "--linear"], tmp_path)
    assert "callcenter.linear.shift" in loaded
    screens = ("textual", "callcenter.screens", "callcenter.workstation")
    assert [name for name in loaded if name.startswith(screens)] == []
