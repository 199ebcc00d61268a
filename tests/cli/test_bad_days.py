"""A broken database, a folder that cannot be written, a broken settings file: one clear message, never a traceback."""

from __future__ import annotations

import os
import pty
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Program, book, process

DATA = Path(__file__).parents[1] / "data"


def one_line(ran: object, said: str, code: int = 2) -> None:
    returncode, err = ran.returncode, ran.stderr.decode()  # type: ignore[attr-defined]
    assert returncode == code, err
    assert ran.stdout == b""  # type: ignore[attr-defined]
    assert err.count("\n") == 1, err
    assert err.startswith("callcenter: ")
    assert said in err


def test_a_database_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("just a text that is long enough to be no header of a database\n" * 50)
    before = path.read_bytes()
    one_line(process("queue", "--database", path), f"{path} is not a database")
    assert path.read_bytes() == before


def test_a_damaged_database(sqlite_path: Path) -> None:
    program = Program(str(sqlite_path))
    assert program("import", "customers", DATA / "customers.csv").code == 0
    with sqlite_path.open("r+b") as file:
        for page in range(2, sqlite_path.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"\xaa" * 4096)
    one_line(process("queue", "--database", sqlite_path), "damaged")


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE customer (x)")
    one_line(process("queue", "--database", path), "another program")


def test_a_database_of_a_newer_program(sqlite_path: Path) -> None:
    program = Program(str(sqlite_path))
    program("agent", "list")
    with sqlite3.connect(sqlite_path) as newer:
        newer.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    one_line(process("queue", "--database", sqlite_path), "newer version")


def test_a_folder_in_place_of_a_database(tmp_path: Path) -> None:
    one_line(process("queue", "--database", tmp_path), f"cannot open the database {tmp_path}: Is a directory")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "x" / "c.db"
    one_line(process("queue", "--database", path), f"cannot open the database {path}: Not a directory")


AS_NOBODY = """
import os, sys
# All that the command will load: as nobody it may not read the packages of a developer's own Python.
from callcenter import cli, settings, store, wording
from callcenter.commands import program
import getpass, platformdirs
from callcenter.wording.rulebooks import rulebook_words
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
os.environ["HOME"] = sys.argv.pop(1)
cli.main(["--lang", "en", "queue", *sys.argv[1:]])
"""


@pytest.fixture
def readable_folder() -> Iterator[Path]:
    """A folder that whoever is not its owner can look into: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        folder.mkdir()
        Path(name).chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("what", ["folder", "file", "everything", "nothing yet"])
def test_what_may_only_be_read(readable_folder: Path, what: str) -> None:
    path = readable_folder / "callcenter.db"
    if what != "nothing yet":
        Program(str(path))("agent", "list")
    for file in readable_folder.iterdir():
        file.chmod(0o666 if what == "folder" else 0o444)
    readable_folder.chmod(0o777 if what == "file" else 0o555)
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, readable_folder, "--database", path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    one_line(ran, "cannot write to")


def test_a_folder_of_ones_own_that_cannot_be_made(readable_folder: Path) -> None:
    home = readable_folder / "a file"
    home.write_text("")
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, home], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    one_line(ran, f"cannot open the database {home}/.local/share/callcenter/callcenter.db")


def test_no_server(postgresql_url: str) -> None:
    one_line(process("queue", "--database", "postgresql://somebody:secret@127.0.0.1:1/none"), "database")
    wrong = re.sub(r"/test_\w+", "/nothing_of_that_name", postgresql_url)
    assert wrong != postgresql_url
    one_line(process("queue", "--database", wrong), "nothing_of_that_name")


def test_no_server_does_not_show_the_password() -> None:
    ran = process("queue", "--database", "postgresql://somebody:secret@127.0.0.1:1/none")
    assert b"secret" not in ran.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tick_seconds = 0\n", "line 1, tick_seconds"),
        ("databse = 'x'\n", "Did you mean database?"),
        ("theme = \n", "this is not TOML"),
        (f"theme = {'[' * 5000}\n", "this is not TOML"),
        (f"tick_seconds = {'1' * 5000}\n", "this is not TOML"),
    ],
)
def test_broken_settings(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    ran = process("queue", environment={"CALLCENTER_SETTINGS": str(path), "HOME": str(tmp_path)})
    one_line(ran, said)
    assert str(path).encode() in ran.stderr
    # Help is still given, and a command that was told everything has no need of the file.
    assert process("queue", "--help", environment={"CALLCENTER_SETTINGS": str(path)}).returncode == 0


def test_settings_that_name_no_path(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('database = "a\\u0000b.db"\n')
    one_line(process("queue", environment={"CALLCENTER_SETTINGS": str(path)}), "is not a valid path")


def test_settings_that_name_a_key_binding_that_there_is_not(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[keys]\n"queue.nxt" = "f2"\n')
    environment = {**os.environ, "CALLCENTER_SETTINGS": str(path), "LANG": "C.UTF-8"}
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "callcenter", "--database", str(tmp_path / "c.db"), "--lang", "en", "run"]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=subprocess.PIPE, env=environment) as refused:
        # Standard error is a pipe and no terminal: that is said first, of whatever the settings hold.
        assert refused.stderr is not None
        assert b"the workstation must run in a terminal" in refused.stderr.read()
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment) as refused:
        assert refused.wait(30) == 2
    said = os.read(master, 65_536).decode()
    os.close(slave)
    os.close(master)
    assert "line 2, keys.queue.nxt: no such key binding" in said
    assert "Did you mean queue.next?" in said


@pytest.mark.parametrize("closed", [(1,), (2,), (1, 2), (0, 1, 2)])
@pytest.mark.parametrize("arguments", [("queue", "--json"), ("agent", "list"), ("why", "nobody"), ("run",)])
def test_streams_that_are_closed(sqlite_path: Path, closed: tuple[int, ...], arguments: tuple[str, ...]) -> None:
    def close() -> None:
        for stream in closed:
            os.close(stream)

    ran = subprocess.run(
        [sys.executable, "-m", "callcenter", "--database", sqlite_path, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        preexec_fn=close,
        check=False,
        timeout=60,
    )
    assert ran.returncode == (2 if arguments[0] in ("why", "run") else 0)
    assert b"Traceback" not in ran.stderr


def test_settings_that_are_not_there(tmp_path: Path) -> None:
    one_line(
        process("queue", environment={"CALLCENTER_SETTINGS": str(tmp_path / "nix.toml")}),
        "CALLCENTER_SETTINGS names a file that does not exist",
    )


def test_settings_name_database_and_language(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('database = "ours.db"\nlanguage = "zh"\n')
    environment = {"CALLCENTER_SETTINGS": str(path), "LANG": "en_GB.UTF-8"}
    ran = process("agent", "list", environment=environment)
    assert ran.returncode == 0
    assert "还没有" in ran.stdout.decode()
    assert (tmp_path / "ours.db").exists()
    assert b"no agent" in process("--lang", "en", "agent", "list", environment=environment).stdout


def test_the_default_is_a_file_of_the_user_made_on_first_use(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}
    ran = process("queue", "--json", environment=environment)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"[]\n", b"")
    assert (tmp_path / ".local" / "share" / "callcenter" / "callcenter.db").exists()


def test_nobody_reads_on(sqlite_path: Path) -> None:
    """`callcenter queue --json | head -1` ends without a word."""
    program = Program(str(sqlite_path))
    assert program("import", "customers", DATA / "customers.csv").code == 0
    for form in ([], ["--json"]):
        writer = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "callcenter",
                "--database",
                sqlite_path,
                "queue",
                "--as-of",
                "2026-03-16 10:31",
                *form,
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.readline()
        writer.stdout.close()
        assert writer.stderr.read() == b""
        assert writer.wait() == 0


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "utf-8"])
def test_json_is_utf8_whatever_the_terminal_speaks(sqlite_path: Path, encoding: str) -> None:
    program = Program(str(sqlite_path))
    program("agent", "add", "王敏 é 😀")
    environment = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ran = process("--database", sqlite_path, "agent", "list", "--json", environment=environment)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert '"王敏 é 😀"'.encode() in ran.stdout
    table = process("--database", sqlite_path, "agent", "list", environment=environment)
    assert (table.returncode, table.stderr) == (0, b"")
    refused = process("--database", sqlite_path, "--lang", "zh", "why", "王", environment=environment)
    assert (refused.returncode, refused.stdout, refused.stderr.count(b"\n")) == (2, b"", 1)


def test_an_argument_that_is_no_text(sqlite_path: Path) -> None:
    one_line(process("--database", sqlite_path, "why", b"\xff\xfe"), "REF: it contains bytes that are not text")


def test_the_language_of_the_locale(sqlite_path: Path) -> None:
    for locale, said in (("zh_CN.UTF-8", "还没有"), ("de_DE.UTF-8", "no agent"), ("C", "no agent")):
        ran = process("--database", sqlite_path, "agent", "list", environment={"LANG": locale})
        assert said in ran.stdout.decode()


HEAVY = ("textual", "rich", "phonenumbers", "pypinyin", "python_calamine", "psycopg", "babel", "callcenter.app")


@pytest.mark.parametrize(
    "arguments",
    [
        ("queue", "--json"),
        ("breaches", "--as-of", "2026-03-16"),
        ("campaign", "add", "x", "--rulebook", "telesales"),
        ("agent", "add", "王敏"),
        ("rulebook", "show", "telesales"),
        ("rulebook", "check", "telesales"),
        ("import", "list"),
        ("--help",),
        ("--version",),
        (),
    ],
    ids=" ".join,
)
def test_what_a_command_does_not_pay_for(sqlite_path: Path, arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\n"
        "from callcenter import cli\n"
        "try:\n"
        f"    cli.main(['--database', {str(sqlite_path)!r}, *{arguments!r}])\n"
        "except SystemExit:\n"
        "    print('LOADED', *sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    loaded = ran.stderr.rpartition("LOADED")[2].split()
    assert "callcenter.cli" in loaded
    assert [heavy for heavy in HEAVY if heavy in loaded] == []
    if arguments[:1] in ((), ("--help",), ("--version",), ("rulebook",)):
        assert "peewee" not in loaded


def test_a_disk_that_is_full_is_named_with_the_file(tmp_path: Path, sqlite_path: Path) -> None:
    bad = book(tmp_path / "bad.csv", [("ref", "name"), ("", "无名")])
    ran = process("import", "customers", bad, "--rejects", "/dev/full", "--database", sqlite_path)
    one_line(ran, "callcenter: /dev/full: No space left on device")
    with open("/dev/full", "w") as full:
        shown = subprocess.run(
            [sys.executable, "-m", "callcenter", "rulebook", "list"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (shown.returncode, shown.stderr) == (2, b"callcenter: No space left on device\n")


def test_half_a_copy_of_a_rulebook_is_none(tmp_path: Path) -> None:
    target = tmp_path / "mine.toml"

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    one_line(process("rulebook", "copy", "telesales", target, preexec_fn=little_room), f"{target}: File too large")
    assert not target.exists()
