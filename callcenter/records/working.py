"""Units of work: how every verb of the store gets its transaction, and the errors that come out of one."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from msgspec import Struct, field

from callcenter import rulebook_reader
from callcenter.model import CampaignFrame, GroupGates, Instant
from callcenter.rulebook import Rulebook, RulebookError
from callcenter.schema.driver import peewee
from callcenter.views.trouble import StoreError, Trouble

if TYPE_CHECKING:
    from callcenter.schema.base import Table

T = TypeVar("T")
Row: TypeAlias = tuple[Any, ...]

NO_LIMIT = 2**62
"""A ``LIMIT`` that leaves nothing out: both databases take it, and the statement stays the same."""

BUSY_SECONDS = 10
"""How long a transaction waits for another one."""

STATEMENT_SECONDS = 30
"""How long a server works at one statement: a transaction takes milliseconds, a list of a million customers seconds."""

_RETRYABLE = frozenset({"40001", "40P01", "23503", "23505"})
"""Serialisation failure, deadlock, and a key that another transaction brought or took away meanwhile: the server rolled
the work back, and done again it sees what the others did."""

_LOST = frozenset({"57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006"})
_READ_ONLY = frozenset({"25006"})
_LOCKED = "55P03"
_CANCELLED = "57014"


class Books(Struct):
    """Rulebooks that were read once, and gates that hold for a while, shared by all threads of a store.

    Versions never change; gates stand under what they follow from, with the instant since which they are known.
    """

    by_version: MutableMapping[int, Rulebook] = field(default_factory=dict)
    gates: MutableMapping[tuple[int, CampaignFrame, str], tuple[Instant, GroupGates]] = field(default_factory=dict)

    def draft(self) -> Books:
        """What a writing transaction reads is kept apart: the version that it adds may be rolled back, and another
        transaction then gives the same id to another text."""
        return Books(ChainMap({}, self.by_version), ChainMap({}, self.gates))

    def adopt(self, draft: Books) -> None:
        """Take over a draft whose transaction was committed."""
        for kept, read in ((self.by_version, draft.by_version), (self.gates, draft.gates)):
            assert isinstance(read, ChainMap)
            kept.update(read.maps[0])


class Tx:
    """One transaction. ``sql`` takes ``?`` on both databases; ``run`` takes a Peewee query."""

    __slots__ = ("_after_commit", "_after_rollback", "_db", "_execute", "books", "changed", "postgres")

    def __init__(self, db: Any, books: Books, *, postgres: bool) -> None:
        self._db = db
        self._execute = db.execute_sql
        self.books = books
        self.postgres = postgres
        self.changed = False
        self._after_commit: list[Callable[[], object]] = []
        self._after_rollback: list[Callable[[], object]] = []

    def after_commit(self, effect: Callable[[], object]) -> None:
        """Have something done outside of the database once this transaction is committed. A unit of work may be rolled
        back and run again, so it does nothing itself that stays."""
        self._after_commit.append(effect)

    def after_rollback(self, effect: Callable[[], object]) -> None:
        """Have something undone that this transaction needs outside of the database, where it is rolled back."""
        self._after_rollback.append(effect)

    def end(self, *, committed: bool) -> None:
        """Do what was left to the end of the transaction."""
        for effect in self._after_commit if committed else reversed(self._after_rollback):
            effect()

    def sql(self, text: str, params: Sequence[object] = ()) -> Any:
        """Run a statement; returns the driver's cursor."""
        return self._execute(text.replace("?", "%s") if self.postgres else text, tuple(params))

    def rows(self, text: str, params: Sequence[object] = ()) -> list[Row]:
        """All rows of a query."""
        rows: list[Row] = self.sql(text, params).fetchall()
        return rows

    def row(self, text: str, params: Sequence[object] = ()) -> Row | None:
        """The first row of a query, None without one."""
        found: Row | None = self.sql(text, params).fetchone()
        return found

    def value(self, text: str, params: Sequence[object] = ()) -> Any:
        """The first column of the first row, None without one."""
        found = self.row(text, params)
        return None if found is None else found[0]

    def many(self, text: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row; the drivers do it in one go."""
        todo = [tuple(row) for row in rows]
        if not todo:
            return
        try:
            cursor = self._db.cursor()
            cursor.executemany(text.replace("?", "%s") if self.postgres else text, todo)
        except Exception as error:
            if _of_driver(error):
                raise _peewee_error(error) from error
            raise

    def run(self, query: Any) -> Any:
        """Run a Peewee query in this transaction."""
        return query.execute(self._db)

    def insert(self, table: type[Table], **values: object) -> int:
        """Insert a row; returns its id."""
        statement: Any = table.insert(**values)
        returned = statement.returning(table._meta.primary_key).tuples().execute(self._db)
        return int(next(iter(returned))[0])

    def marks(self, values: Sequence[object]) -> str:
        """Placeholders for an ``IN`` list."""
        return ",".join(["?"] * len(values))

    def not_in(self, column: str, ids: Sequence[int]) -> tuple[str, list[object]]:
        """A condition that leaves these ids out, with its parameters; one text on PostgreSQL, which prepares it."""
        if self.postgres:
            return f"{column} <> ALL(?)", [list(ids)]
        return f"{column} NOT IN ({','.join(map(str, ids))})", []

    def among(self, column: str, ids: Sequence[int]) -> tuple[str, list[object]]:
        """A condition that takes these ids alone, however many, with its parameters."""
        if self.postgres:
            return f"{column} = ANY(?)", [list(ids)]
        return f"{column} IN ({','.join(map(str, ids))})", []

    def lock_customers(self, ids: Iterable[int]) -> None:
        """Nobody else changes these customers until the end of the transaction. SQLite has one writer anyway.

        Always in the order of ids, so that two transactions cannot wait for each other. Raises :class:`Overtaken` where
        one of them was merged into another meanwhile: the work begins anew, with the survivor.
        """
        if not self.postgres:
            return
        wanted = sorted(set(ids))
        if wanted:
            rows = self.rows(
                f"SELECT survivor_id FROM customer WHERE id IN ({self.marks(wanted)}) ORDER BY id FOR UPDATE", wanted
            )
            if any(survivor is not None for (survivor,) in rows):
                raise Overtaken

    def touch(self) -> None:
        """This transaction changes something that screens show."""
        self.changed = True

    def book(self, version: int) -> Rulebook:
        """The rulebook of a stored version."""
        known = self.books.by_version.get(version)
        if known is None:
            found = self.row("SELECT text, name FROM rulebook_version WHERE id = ?", (version,))
            assert found is not None
            try:
                known = rulebook_reader.load(found[0], found[1])
            except RulebookError as error:
                key = next((problem.key for problem in error.problems), "")
                raise StoreError(Trouble.BROKEN_RULEBOOK, rulebook=found[1], key=key) from error
            self.books.by_version[version] = known
        return known


class Overtaken(Exception):
    """Another transaction changed whom this one is about; it is done again."""


def _of_driver(error: BaseException) -> bool:
    return type(error).__module__.startswith(("sqlite3", "psycopg"))


def _peewee_error(error: Exception) -> peewee.PeeweeException:
    name = type(error).__name__
    base = type(error).__bases__[0].__name__
    kind: Any = getattr(peewee, name, None) or getattr(peewee, base, peewee.DatabaseError)
    wrapped: peewee.PeeweeException = kind(error, *error.args)
    return wrapped


def _origin(error: BaseException) -> BaseException:
    """The driver's own error, which knows more than its text: Peewee raises its own while it handles that one, and
    another one on top where it was connecting for a statement."""
    seen: BaseException | None = error
    while seen is not None:
        first = seen.args[0] if seen.args else None
        for known in (seen, first):
            if isinstance(known, BaseException) and _of_driver(known):
                return known
        seen = seen.__cause__ or seen.__context__
    return error


def is_lost(error: BaseException) -> bool:
    """Whether the connection to the server is gone."""
    origin = _origin(error)
    state = getattr(origin, "sqlstate", None)
    if state in _LOST:
        return True
    return state is None and any(
        kind.__module__.startswith("psycopg") and kind.__name__ == "OperationalError" for kind in type(origin).__mro__
    )


def is_retryable(error: BaseException) -> bool:
    """Whether the server rolled the work back so that it can be done again."""
    return getattr(_origin(error), "sqlstate", None) in _RETRYABLE


def is_busy(error: BaseException) -> bool:
    """Whether somebody else is writing to the SQLite file."""
    return str(getattr(_origin(error), "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def store_error(error: BaseException, path: str) -> StoreError:
    """What a database error means."""
    origin = _origin(error)
    text = str(origin).strip().splitlines()[0] if str(origin).strip() else type(origin).__name__
    name = str(getattr(origin, "sqlite_errorname", "") or "")
    if name.startswith("SQLITE_NOTADB"):
        return StoreError(Trouble.NOT_A_DATABASE, path=path)
    if name.startswith("SQLITE_CORRUPT"):
        return StoreError(Trouble.DAMAGED, path=path, reason=text)
    if name.startswith("SQLITE_READONLY") or getattr(origin, "sqlstate", None) in _READ_ONLY:
        return StoreError(Trouble.READ_ONLY, path=path)
    if is_busy(error) or getattr(origin, "sqlstate", None) == _LOCKED:
        return StoreError(Trouble.BUSY, seconds=BUSY_SECONDS)
    if getattr(origin, "sqlstate", None) == _CANCELLED:
        return StoreError(Trouble.BUSY, seconds=STATEMENT_SECONDS)
    if name.startswith("SQLITE_FULL") or getattr(origin, "sqlstate", None) == "53100":
        return StoreError(Trouble.DISK_FULL, path=path)
    if name.startswith("SQLITE_IOERR"):
        return StoreError(Trouble.DISK_FAILS, path=path, reason=text)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreError(Trouble.CANNOT_OPEN, path=path, reason=text)
    if is_lost(error):
        return StoreError(Trouble.LOST_CONNECTION, reason=text)
    return StoreError(Trouble.DATABASE, reason=text)


class Worker:
    """Runs units of work on one database; each thread has a connection of its own."""

    def __init__(self, db: Any, path: str, *, postgres: bool) -> None:
        self._db = db
        self._path = path
        self._postgres = postgres
        self._books = Books()
        self._clock_apart = False
        """Whether the clock was found to differ from those of the other programs: nothing is folded then."""

    def write(self, work: Callable[[Tx], T], *, durable: bool = True) -> T:
        """One writing transaction. Done again once where the server rolled it back or was lost before the commit.

        When it returns, a file's disk has the work: a power cut takes nothing back that was called saved. Without
        ``durable`` the operating system may still hold it: for what is renewed, typed on or worked out anew anyway.
        """
        return self._attempt(lambda: self._write(work, durable), writing=True)

    def read(self, work: Callable[[Tx], T]) -> T:
        """One reading transaction: everything in it is of one moment."""
        return self._attempt(lambda: self._read(work), writing=False)

    def _attempt(self, unit: Callable[[], T], *, writing: bool, once: bool = False) -> T:
        """Run a unit of work. ``once``: it finds out by itself whether it was committed, so it may be run again."""
        for last in (False, False, True):
            try:
                with self._db.using, self._db.lent(writing=writing):
                    return _in_its_turn(unit)
            except _CommitFailed as failed:
                # Whether the server took it cannot be known.
                if last or not (once and is_lost(failed.error)):
                    raise store_error(failed.error, self._path) from failed.error
            except Exception as error:
                # Rows are fetched past Peewee, so the driver's own errors come up too.
                if not (isinstance(error, peewee.PeeweeException) or _of_driver(error)):
                    raise
                again = is_retryable(error) or is_lost(error)
                if last or not again:
                    raise store_error(error, self._path) from error
        raise AssertionError

    def _write(self, work: Callable[[Tx], T], durable: bool) -> T:
        self._begin("IMMEDIATE", durable=durable)
        books = self._books
        tx = Tx(self._db, books.draft(), postgres=self._postgres)
        try:
            result = work(tx)
            if tx.changed and not self._postgres:
                tx.sql("UPDATE change_counter SET n = n + 1")
        except BaseException:
            self._roll_back()
            with _silent():
                tx.end(committed=False)
            raise
        try:
            self._db.commit()
        except peewee.PeeweeException as error:
            self._roll_back()
            with _silent():
                tx.end(committed=False)
            if self._postgres:
                raise _CommitFailed(error) from error
            raise
        if not self._postgres:
            try:
                self._db.check_log()  # nothing is called saved that went into a log which nobody else reads
            except StoreError:
                # Whether the work is kept is not known: what it holds or needs outside of the database goes either way.
                tx.end(committed=True)
                tx.end(committed=False)
                raise
        books.adopt(tx.books)
        with _silent():  # a connection that is lost now takes its locks with it
            tx.end(committed=True)
        if tx.changed and self._postgres:
            # A sequence, moved after the commit: a row that counts would make all writers wait for each other.
            with _silent():
                tx.sql("SELECT nextval('change_sequence')")
        return result

    def _read(self, work: Callable[[Tx], T]) -> T:
        self._begin("DEFERRED")
        tx = Tx(self._db, self._books, postgres=self._postgres)
        try:
            return work(tx)
        finally:
            self._roll_back()

    def _begin(self, kind: str, *, durable: bool = False) -> None:
        if not self._postgres:
            if self._db.follow(writing=kind == "IMMEDIATE"):
                self._books = Books()
            if kind == "IMMEDIATE":
                self._db.begin_immediate(durable=durable)
            else:
                self._db.execute_sql(f"BEGIN {kind}")
        elif kind == "DEFERRED":
            self._db.execute_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            self._db.execute_sql("BEGIN")

    def _roll_back(self) -> None:
        with _silent():
            self._db.rollback()


def _in_its_turn(unit: Callable[[], T]) -> T:
    """Begin anew as often as it is overtaken: each time another program has got on, so it comes to an end."""
    while True:
        try:
            return unit()
        except Overtaken:
            continue


class _CommitFailed(Exception):
    def __init__(self, error: peewee.PeeweeException) -> None:
        super().__init__(error)
        self.error = error


@contextmanager
def _silent() -> Iterator[None]:
    """What fails while cleaning up after an error must not hide that error."""
    try:
        yield
    except peewee.PeeweeException:
        return
    except Exception as error:
        if not _of_driver(error):
            raise
