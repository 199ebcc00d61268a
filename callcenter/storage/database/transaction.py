"""Units of work: how every verb of the store gets its transaction, and the errors that come out of one."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import msgspec
from msgspec import Struct, field

from callcenter.access import Grant
from callcenter.model import CampaignFrame, GroupGates, Instant
from callcenter.rulebook import reader
from callcenter.rulebook.book import Rulebook, RulebookError
from callcenter.storage.database import statements
from callcenter.storage.database.failures import is_lost, is_of_driver, is_retryable, store_error
from callcenter.storage.database.prepared import Bound, Query, prepared
from callcenter.storage.database.rows import S, columns_of, structs
from callcenter.storage.tables.base import CounterTable
from callcenter.storage.tables.campaigns import RulebookVersionTable
from callcenter.storage.tables.customers import CustomerTable
from callcenter.storage.tables.slim_peewee import fn, peewee
from callcenter.views.upkeep.trouble import StoreError, Trouble

if TYPE_CHECKING:
    from callcenter.storage.tables.base import Table

T = TypeVar("T")
K = TypeVar("K")
R = TypeVar("R", bound=Struct)
Row: TypeAlias = tuple[Any, ...]


class RulebookCache(Struct):
    """Rulebooks that were read once, and gates that hold for a while, shared by all threads of a store.

    Versions never change; gates stand under what they follow from, with the instant since which they are known.
    """

    by_version: MutableMapping[int, Rulebook] = field(default_factory=dict)
    gates: MutableMapping[tuple[int, CampaignFrame, str], tuple[Instant, GroupGates]] = field(default_factory=dict)

    def draft(self) -> RulebookCache:
        """Return a cache of its own for a writing transaction: the version that it adds may be rolled back, and another
        transaction then gives the same id to another text."""
        return RulebookCache(ChainMap({}, self.by_version), ChainMap({}, self.gates))

    def adopt(self, draft: RulebookCache) -> None:
        """Take over a draft whose transaction was committed."""
        for kept, read in ((self.by_version, draft.by_version), (self.gates, draft.gates)):
            assert isinstance(read, ChainMap)
            kept.update(read.maps[0])


class _StoredBook(Struct, frozen=True):
    text: str
    name: str


@prepared
def _book_of(version: int) -> Query:
    book = RulebookVersionTable
    return book.select(book.text, book.name).where(book.id == version)


@prepared
def _survivors(customers: list[int]) -> Query:
    people = CustomerTable.select(CustomerTable.survivor).where(CustomerTable.id.in_(customers))
    return people.order_by(CustomerTable.id).for_update()


@prepared
def _counted() -> Query:
    return CounterTable.update(n=CounterTable.n + 1)


@prepared
def _moved_on() -> Query:
    return peewee.Select(columns=[fn.nextval(peewee.SQL("'change_sequence'"))])


class Change(Struct, frozen=True):
    """A field of a customer that a transaction changes, for the audit."""

    customer: int
    field: str
    old: object
    new: object


class Tx:
    """One transaction. ``sql`` takes ``?`` on both databases; ``run`` takes a Peewee query."""

    __slots__ = (
        "_after_commit",
        "_after_rollback",
        "_connection",
        "_db",
        "_execute",
        "_grant",
        "audits",
        "books",
        "changed",
        "changes",
        "make_grant",
        "postgres",
    )

    def __init__(self, db: Any, books: RulebookCache, *, postgres: bool) -> None:
        self._db = db
        self._connection = db.connection()
        # Peewee's own way to run a statement costs as much again as one that finds a row by its key.
        self._execute = self._connection.execute
        self.books = books
        self.postgres = postgres
        self.changed = False
        self.changes: list[Change] = []
        self.make_grant: Callable[[Tx], Grant] | None = None
        """Function that makes the grant of the one who acts; set where the transaction is a verb's."""
        self._grant: Grant | None = None
        self.audits = False
        """True where the changed fields of customers are noted, for the audit."""
        self._after_commit: list[Callable[[], object]] = []
        self._after_rollback: list[Callable[[], object]] = []

    @property
    def grant(self) -> Grant:
        """The rights of the one who acts, read when they are first asked for: the tick asks for none."""
        if self._grant is None:
            assert self.make_grant is not None
            self._grant = self.make_grant(self)
        return self._grant

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

    def all(self, kind: type[K], query: Query | Bound | str, params: Sequence[object] = ()) -> list[K]:
        """All rows as structs of this kind: each column fills the field of its name.

        ``query`` is built with Peewee, or SQL of the hot path with ``?`` for its ``params``.
        """
        return msgspec.convert(self._named(query, params), list[kind], strict=False)  # type: ignore[valid-type]

    def owned(self, kind: type[S], query: Query | Bound) -> Iterable[tuple[int, S]]:
        """Many rows as structs of this kind, each with the id in the column ``customer``."""
        cursor = self._cursor(query, ())
        rows = cursor.fetchall()
        if not rows:
            return ()
        columns = columns_of([column[0] for column in cursor.description], rows)
        return zip(columns["customer"], structs(kind, columns), strict=True)

    def grouped(self, kind: type[S], query: Query | Bound) -> defaultdict[int, list[S]]:
        """The same, by the customer whose they are."""
        found = defaultdict[int, list[S]](list)
        for customer, one in self.owned(kind, query):
            found[customer].append(one)
        return found

    def paired(
        self, first: type[S], second: type[R], query: Query | Bound | str, params: Sequence[object] = ()
    ) -> Iterable[tuple[S, R]]:
        """Many rows as two structs each."""
        cursor = self._cursor(query, params)
        rows = cursor.fetchall()
        if not rows:
            return ()
        found = columns_of([column[0] for column in cursor.description], rows)
        return zip(structs(first, found), structs(second, found), strict=True)

    def _named(self, query: Query | Bound | str, params: Sequence[object]) -> list[dict[str, Any]]:
        cursor = self._cursor(query, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, kind: type[K], query: Query | Bound | str, params: Sequence[object] = ()) -> K | None:
        """The first row as a struct of this kind, None without one; see :meth:`all`."""
        cursor = self._cursor(query, params)
        row = cursor.fetchone()
        if row is None:
            return None
        names = [column[0] for column in cursor.description]
        return msgspec.convert(dict(zip(names, row, strict=True)), kind, strict=False)

    def values(self, query: Query | Bound | str, params: Sequence[object] = ()) -> list[Any]:
        """The only column of all rows."""
        return list(chain.from_iterable(self._cursor(query, params).fetchall()))

    def _cursor(self, query: Query | Bound | str, params: Sequence[object]) -> Any:
        if isinstance(query, str):
            return self.sql(query, params)
        if isinstance(query, Bound):
            return self._execute(*query.sql(self._db))
        return self._execute(*self._db.get_sql_context().sql(query).query())

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

    def value(self, query: Query | Bound | str, params: Sequence[object] = ()) -> Any:
        """The first column of the first row, None without one."""
        return next(iter(self._cursor(query, params).fetchone() or ()), None)

    def many(self, text: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row; the drivers do it in one go."""
        todo = [tuple(row) for row in rows]
        if not todo:
            return
        self._connection.cursor().executemany(text.replace("?", "%s") if self.postgres else text, todo)

    def run(self, query: Query | Bound) -> int:
        """Run a Peewee query that writes; returns how many rows it wrote."""
        return int(self._cursor(query, ()).rowcount)

    def insert(self, table: type[Table], **values: object) -> int:
        """Insert a row; returns its id."""
        row = {**statements.defaults(table), **values}
        statement = statements.insertion(table, row.keys(), unless_there=False)
        text = f"{statement.text} RETURNING {statements.key(table)}"
        return int(self.value(text, statement.parameters(row)))

    def insert_each(
        self,
        table: type[Table],
        rows: Iterable[Mapping[str, object]],
        *,
        unless_there: bool = False,
        replacing: tuple[str, ...] = (),
    ) -> None:
        """Insert rows, by field; all hold the same fields.

        ``unless_there``: leave out those whose key is known. ``replacing``: write over those with the same values in
        these fields.
        """
        given = statements.defaults(table)
        todo = [{**given, **row} for row in rows]
        if todo:
            statement = statements.insertion(table, todo[0].keys(), unless_there=unless_there, replacing=replacing)
            self.many(statement.text, map(statement.parameters, todo))

    def update_each(
        self, table: type[Table], rows: Iterable[Mapping[str, object]], *, by: tuple[str, ...] = ("id",)
    ) -> None:
        """Set the fields of rows that are found by the values in ``by``; all name the same fields."""
        todo = list(rows)
        if todo:
            statement = statements.update(table, todo[0].keys(), by)
            self.many(statement.text, map(statement.parameters, todo))

    def delete_each(self, table: type[Table], rows: Iterable[Mapping[str, object]]) -> None:
        """Delete the rows that hold these values; all name the same fields."""
        todo = list(rows)
        if todo:
            statement = statements.deletion(table, todo[0].keys())
            self.many(statement.text, map(statement.parameters, todo))

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
        """Lock these customers until the end of the transaction. SQLite has one writer anyway.

        Always in the order of ids, so that two transactions cannot wait for each other. Raises :class:`Overtaken` where
        one of them was merged into another meanwhile: the work restarts, with the survivor.
        """
        if not self.postgres:
            return
        wanted = sorted(set(ids))
        if wanted and any(survivor is not None for survivor in self.values(_survivors(wanted))):
            raise Overtaken

    def mark_changed(self) -> None:
        """Mark the transaction as one that changes something that screens show."""
        self.changed = True

    def book(self, version: int) -> Rulebook:
        """The rulebook of a stored version."""
        known = self.books.by_version.get(version)
        if known is None:
            found = self.one(_StoredBook, _book_of(version))
            assert found is not None
            try:
                known = reader.load(found.text, found.name)
            except RulebookError as error:
                key = next((problem.key for problem in error.problems), "")
                raise StoreError(Trouble.BROKEN_RULEBOOK, rulebook=found.name, key=key) from error
            self.books.by_version[version] = known
        return known


class Overtaken(Exception):
    """Another transaction changed whom this one is about; it is done again."""


class Database:
    """An open database, on which units of work run; each thread has a connection of its own.

    ``path`` is the address as it may be shown: without a password.
    """

    def __init__(self, driver: Any, path: str, *, postgres: bool) -> None:
        self._driver = driver
        self._path = path
        self.postgres = postgres
        self.books = RulebookCache()
        self.clock_apart = False
        """True if the clock was found to differ from those of the other programs: nothing is folded then."""
        self.latest: Instant = 0
        """The latest instant that the store was opened at or a verb was given: the one at which rights are asked."""

    @property
    def driver(self) -> Any:
        """The connections."""
        return self._driver

    @property
    def path(self) -> str:
        """The address, as it may be shown."""
        return self._path

    @property
    def local(self) -> bool:
        """True where the operating system can vouch for the one at this end: a file, or a socket of this machine."""
        return bool(self.driver.local)

    def write(self, work: Callable[[Tx], T], *, durable: bool = True, repeatable: bool = False) -> T:
        """One writing transaction. Done again once where the server rolled it back or was lost before the commit.

        When it returns, a file's disk has the work: a power cut takes nothing back that was called saved. Without
        ``durable`` the operating system may still hold it: for what is renewed, typed on or recomputed anyway.

        ``repeatable`` work finds out by itself whether it was committed before, so it is also done again where the
        answer to the commit was lost.
        """
        return self._attempt(lambda: self._write(work, durable), writing=True, repeatable=repeatable)

    def read(self, work: Callable[[Tx], T]) -> T:
        """One reading transaction: everything in it is of one moment."""
        return self._attempt(lambda: self._read(work), writing=False)

    def _attempt(self, unit: Callable[[], T], *, writing: bool, repeatable: bool = False) -> T:
        for last in (False, False, True):
            try:
                with self.driver.using, self.driver.lent(writing=writing):
                    return _in_its_turn(unit)
            except _CommitFailed as failed:
                # The server may have taken it: that cannot be known.
                if last or not (repeatable and is_lost(failed.error)):
                    raise store_error(failed.error, self.path) from failed.error
            except Exception as error:
                # Statements run past Peewee, connections and commits do not: errors of both come up.
                if not (isinstance(error, peewee.PeeweeException) or is_of_driver(error)):
                    raise
                again = is_retryable(error) or is_lost(error)
                if last or not again:
                    raise store_error(error, self.path) from error
        raise AssertionError

    def _write(self, work: Callable[[Tx], T], durable: bool) -> T:
        self._begin("IMMEDIATE", durable=durable)
        books = self.books
        tx = Tx(self.driver, books.draft(), postgres=self.postgres)
        try:
            result = work(tx)
            if tx.changed and not self.postgres:
                tx.run(_counted())
        except BaseException:
            self._roll_back()
            with _silent():
                tx.end(committed=False)
            raise
        try:
            self.driver.commit()
        except peewee.PeeweeException as error:
            self._roll_back()
            with _silent():
                tx.end(committed=False)
            if self.postgres:
                raise _CommitFailed(error) from error
            raise
        if not self.postgres:
            try:
                self.driver.check_log()  # nothing is called saved that went into a log which nobody else reads
            except StoreError:
                # The fate of the work is not known: what it holds or needs outside of the database goes either way.
                tx.end(committed=True)
                tx.end(committed=False)
                raise
        books.adopt(tx.books)
        with _silent():  # a connection that is lost now takes its locks with it
            tx.end(committed=True)
        if tx.changed and self.postgres:
            # A sequence, moved after the commit: a row that counts would make all writers wait for each other.
            with _silent():
                tx.value(_moved_on())
        return result

    def _read(self, work: Callable[[Tx], T]) -> T:
        self._begin("DEFERRED")
        tx = Tx(self.driver, self.books, postgres=self.postgres)
        try:
            return work(tx)
        finally:
            self._roll_back()

    def _begin(self, kind: str, *, durable: bool = False) -> None:
        if not self.postgres:
            if self.driver.follow(writing=kind == "IMMEDIATE"):
                self.books = RulebookCache()
            if kind == "IMMEDIATE":
                self.driver.begin_immediate(durable=durable)
            else:
                self.driver.begin_deferred()
        elif kind == "DEFERRED":
            self.driver.execute_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            self.driver.execute_sql("BEGIN")

    def _roll_back(self) -> None:
        with _silent():
            self.driver.rollback()


def _in_its_turn(unit: Callable[[], T]) -> T:
    """Restart as often as it is overtaken: each time another program has got on, so it comes to an end."""
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
    """Silence errors of the cleanup after an error, which must not hide it."""
    try:
        yield
    except peewee.PeeweeException:
        return
    except Exception as error:
        if not is_of_driver(error):
            raise
