"""The only door to the database: services, one a subject, whose verbs give back frozen structs.

A verb is one transaction and takes ``now`` (UTC epoch milliseconds): nothing in here asks for the time. The only error
that comes out is :class:`~callcenter.views.upkeep.trouble.StoreError`. A store may be used from any thread: on a file
each has a connection of its own, on a server they take turns with two.

See docs/architecture.md#one-door.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

from callcenter.access import NOBODY, Principal
from callcenter.model import Instant
from callcenter.storage.access.service import Service
from callcenter.storage.database import address as addresses
from callcenter.storage.database import connector
from callcenter.storage.database.transaction import Database, Tx
from callcenter.views.upkeep.trouble import StoreError, Trouble

if TYPE_CHECKING:
    from callcenter.storage.access.audit import Audit
    from callcenter.storage.access.request_keys import Requests
    from callcenter.storage.calls.moved_calls import MovedCalls
    from callcenter.storage.calls.open_calls import Calls
    from callcenter.storage.calls.other_numbers import Attempts
    from callcenter.storage.calls.undo import LastCalls
    from callcenter.storage.campaigns.caller_numbers import CallerNumbers
    from callcenter.storage.campaigns.campaigns import Campaigns
    from callcenter.storage.cases.appeals import Appeals
    from callcenter.storage.cases.cases import Cases
    from callcenter.storage.customers.conflicts import Conflicts
    from callcenter.storage.customers.contact_persons import ContactPersons
    from callcenter.storage.customers.customer_view import Details
    from callcenter.storage.customers.customers import Customers
    from callcenter.storage.customers.duplicates import Duplicates
    from callcenter.storage.customers.lookup import Lookup
    from callcenter.storage.customers.merges import Merges
    from callcenter.storage.customers.ownership import Ownership
    from callcenter.storage.customers.pool import Pool
    from callcenter.storage.customers.reassignments import Reassignments
    from callcenter.storage.customers.rotations import Rotations
    from callcenter.storage.customers.tags import Tags
    from callcenter.storage.customers.two_people import TwoPeople
    from callcenter.storage.duties.breaches import Breaches
    from callcenter.storage.duties.findings import Findings
    from callcenter.storage.duties.meeting_sheets import MeetingSheets
    from callcenter.storage.duties.promises import Promises
    from callcenter.storage.duties.snoozes import Snoozes
    from callcenter.storage.duties.tasks import Tasks
    from callcenter.storage.figures.report import Figures
    from callcenter.storage.history.script_ticks import ScriptTicks
    from callcenter.storage.history.timeline import Timelines
    from callcenter.storage.imports.batches import Imports
    from callcenter.storage.people.announcements import Announcements
    from callcenter.storage.people.notices import Notices
    from callcenter.storage.people.people import People
    from callcenter.storage.people.programs import Programs
    from callcenter.storage.people.saved_filters import SavedFilters
    from callcenter.storage.people.sign_ins import SignIns
    from callcenter.storage.people.tokens import Tokens
    from callcenter.storage.people.units import Units
    from callcenter.storage.people.windows import Windows
    from callcenter.storage.plans.ticks import Plans
    from callcenter.storage.queue.catch_up import CatchUp
    from callcenter.storage.queue.claims import Claims
    from callcenter.storage.queue.pages import Queue
    from callcenter.storage.rulebooks.rule_changes import Rulebooks
    from callcenter.storage.rulebooks.rule_counts import RuleCounts
    from callcenter.storage.search.search import Search
    from callcenter.storage.team.absences import Absences
    from callcenter.storage.team.looks import Looks
    from callcenter.storage.team.overview import Team
    from callcenter.storage.team.presence import Presences
    from callcenter.storage.team.quotas import Quotas
    from callcenter.storage.team.shifts import Shifts
    from callcenter.storage.touches.recordings import Recordings
    from callcenter.storage.touches.touch_records import Touches
    from callcenter.storage.upkeep.backups import Backups
    from callcenter.storage.upkeep.integrity import Integrity

__all__ = ["SERVICES", "Store", "StoreError", "Trouble"]

S = TypeVar("S", bound=Service)


class _loaded(Generic[S]):
    """A service whose modules are loaded when it is first asked for, so that no start waits for them; one a store."""

    def __init__(self, make: Callable[[Any], S]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, store: None, owner: type) -> Self: ...
    @overload
    def __get__(self, store: Store, owner: type) -> S: ...
    def __get__(self, store: Store | None, owner: type) -> Self | S:
        if store is None:
            return self
        made = vars(store)
        with store.loading:
            if self._name not in made:
                made[self._name] = self._make(store)
        service: S = made[self._name]  # found there without this descriptor from now on
        return service


class Store:
    """An open database with its services, in the name of a principal: of nobody until :meth:`by` is asked."""

    def __init__(self, database: Database, principal: Principal = NOBODY) -> None:
        self.database = database
        self.principal = principal
        self.loading = RLock()
        self._faces: dict[Principal, Store] = {principal: self}

    @classmethod
    def open(cls, address: str, now: Instant, *, team: bool = False) -> Self:
        """Open a file's path or a ``postgresql://`` address; made on first use, migrated where it is older.

        A file is its owner's alone, a ``team``'s also its group's.

        Raises :class:`StoreError`: ``CANNOT_OPEN``, ``NOT_A_DATABASE``, ``DAMAGED``, ``READ_ONLY``,
        ``NETWORK_SHARE``, ``NEWER_SCHEMA``, ``FOREIGN_DATABASE``, ``OLD_SQLITE``, ``NO_DRIVER``,
        ``LOST_CONNECTION``.
        """
        driver = connector.connect(address, team=team)
        database = Database(driver, connector.shown_address(driver), postgres=addresses.is_server(address))
        connector.prepare(driver, database, now)
        database.latest = now
        return cls(database)

    def by(self, principal: Principal) -> Store:
        """The same store in the name of somebody: all that its verbs do is theirs."""
        with self.loading:
            known = self._faces.get(principal)
            if known is None:
                known = self._faces[principal] = Store(self.database, principal)
                known.loading, known._faces = self.loading, self._faces
            return known

    def close(self) -> None:
        """Close the connections of all threads."""
        for face in self._faces.values():
            if "imports" in vars(face):
                face.imports.close()
        connector.close(self.database.driver)

    @property
    def address(self) -> str:
        """Return where the data lies, as it may be shown: without a password."""
        return self.database.path

    @property
    def mended(self) -> tuple[str, ...]:
        """Files that others could read until this program opened the store."""
        mended: tuple[str, ...] = self.database.driver.mended
        return mended

    def server_time(self) -> Instant | None:
        """Return the time of the server's clock, by which all who work on it go; None for a file.

        Claims would end early for a machine whose own clock is ahead, and two people dial one customer.

        See docs/architecture.md#clocks.
        """
        if not self.database.postgres:
            return None
        query = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
        shown = self.database.read(lambda tx: int(tx.value(query)))
        self.database.latest = shown  # also where the clock of this machine was ahead
        return shown

    def changed_since(self, token: str = "") -> str:
        """The token of the store's present state: ``token`` itself while nothing worth showing has changed.

        Cheap enough to ask several times a second.
        """

        def work(tx: Tx) -> str:
            counter = "SELECT last_value FROM change_sequence" if tx.postgres else "SELECT n FROM change_counter"
            present = str(tx.value(counter))
            return token if token == present else present

        return self.database.read(work)

    @staticmethod
    def shown(address: str) -> str:
        """An address as it may be shown: without a password. Raises ``BAD_ADDRESS``."""
        return addresses.shown(address)

    @staticmethod
    def is_there(address: str) -> bool:
        """Tell whether there is something at an address that a restored store would take the place of."""
        return addresses.is_server(address) or Path(address).exists()

    @staticmethod
    def restore(address: str, file: Path, *, force: bool = False, now: Instant) -> Path | None:
        """Put a backup in the place of a store; see :func:`callcenter.storage.upkeep.backups.restore`."""
        from callcenter.storage.upkeep import backups

        return backups.restore(address, file, force=force, now=now)

    @_loaded
    def calls(self) -> Calls:
        """Calls from the dial to the saved outcome."""
        from callcenter.storage.calls.open_calls import Calls

        return Calls(self.database, self.principal)

    @_loaded
    def attempts(self) -> Attempts:
        """Further numbers of the customer in one call."""
        from callcenter.storage.calls.other_numbers import Attempts

        return Attempts(self.database, self.principal)

    @_loaded
    def moved_calls(self) -> MovedCalls:
        """Calls on their way from one window of an agent to another."""
        from callcenter.storage.calls.moved_calls import MovedCalls

        return MovedCalls(self.database, self.principal)

    @_loaded
    def last_calls(self) -> LastCalls:
        """Undo of an agent's last outcome."""
        from callcenter.storage.calls.undo import LastCalls

        return LastCalls(self.database, self.principal)

    @_loaded
    def claims(self) -> Claims:
        """Leases on customers: nobody is dialled without one."""
        from callcenter.storage.queue.claims import Claims

        return Claims(self.database, self.principal)

    @_loaded
    def queue(self) -> Queue:
        """The queue in its order."""
        from callcenter.storage.queue.pages import Queue

        return Queue(self.database, self.principal)

    @_loaded
    def catch_up(self) -> CatchUp:
        """Folding plans that are behind, by the one program that holds the lease."""
        from callcenter.storage.queue.catch_up import CatchUp

        return CatchUp(self.database, self.principal)

    @_loaded
    def plans(self) -> Plans:
        """The tick."""
        from callcenter.storage.plans.ticks import Plans

        return Plans(self.database, self.principal)

    @_loaded
    def breaches(self) -> Breaches:
        """Obligations that are breached."""
        from callcenter.storage.duties.breaches import Breaches

        return Breaches(self.database, self.principal)

    @_loaded
    def promises(self) -> Promises:
        """Commitments to customers."""
        from callcenter.storage.duties.promises import Promises

        return Promises(self.database, self.principal)

    @_loaded
    def tasks(self) -> Tasks:
        """Messages, visits and other work that is no call."""
        from callcenter.storage.duties.tasks import Tasks

        return Tasks(self.database, self.principal)

    @_loaded
    def snoozes(self) -> Snoozes:
        """Customers who are put off."""
        from callcenter.storage.duties.snoozes import Snoozes

        return Snoozes(self.database, self.principal)

    @_loaded
    def figures(self) -> Figures:
        """Figures of reports."""
        from callcenter.storage.figures.report import Figures

        return Figures(self.database, self.principal)

    @_loaded
    def findings(self) -> Findings:
        """The supervisor's ledger."""
        from callcenter.storage.duties.findings import Findings

        return Findings(self.database, self.principal)

    @_loaded
    def meeting_sheets(self) -> MeetingSheets:
        """Sheets for meetings."""
        from callcenter.storage.duties.meeting_sheets import MeetingSheets

        return MeetingSheets(self.database, self.principal)

    @_loaded
    def customers(self) -> Customers:
        """Customers: added and edited."""
        from callcenter.storage.customers.customers import Customers

        return Customers(self.database, self.principal)

    @_loaded
    def contact_persons(self) -> ContactPersons:
        """Persons at customers'."""
        from callcenter.storage.customers.contact_persons import ContactPersons

        return ContactPersons(self.database, self.principal)

    @_loaded
    def details(self) -> Details:
        """A customer with everything that is known."""
        from callcenter.storage.customers.customer_view import Details

        return Details(self.database, self.principal)

    @_loaded
    def ownership(self) -> Ownership:
        """Owners of customers."""
        from callcenter.storage.customers.ownership import Ownership

        return Ownership(self.database, self.principal)

    @_loaded
    def pool(self) -> Pool:
        """Customers without an owner."""
        from callcenter.storage.customers.pool import Pool

        return Pool(self.database, self.principal)

    @_loaded
    def reassignments(self) -> Reassignments:
        """Many customers given to one owner."""
        from callcenter.storage.customers.reassignments import Reassignments

        return Reassignments(self.database, self.principal)

    @_loaded
    def conflicts(self) -> Conflicts:
        """Second registrations of a colleague's customer."""
        from callcenter.storage.customers.conflicts import Conflicts

        return Conflicts(self.database, self.principal)

    @_loaded
    def rotations(self) -> Rotations:
        """Turns of agents at leads, and the register of incoming calls."""
        from callcenter.storage.customers.rotations import Rotations

        return Rotations(self.database, self.principal)

    @_loaded
    def merges(self) -> Merges:
        """Doubles, merged and split."""
        from callcenter.storage.customers.merges import Merges

        return Merges(self.database, self.principal)

    @_loaded
    def duplicates(self) -> Duplicates:
        """Customers who may be the same."""
        from callcenter.storage.customers.duplicates import Duplicates

        return Duplicates(self.database, self.principal)

    @_loaded
    def two_people(self) -> TwoPeople:
        """Pairs that were marked as two people."""
        from callcenter.storage.customers.two_people import TwoPeople

        return TwoPeople(self.database, self.principal)

    @_loaded
    def tags(self) -> Tags:
        """Tags of customers."""
        from callcenter.storage.customers.tags import Tags

        return Tags(self.database, self.principal)

    @_loaded
    def search(self) -> Search:
        """Search by typed words."""
        from callcenter.storage.search.search import Search

        return Search(self.database, self.principal)

    @_loaded
    def lookup(self) -> Lookup:
        """Customers by number or owner, and the call log."""
        from callcenter.storage.customers.lookup import Lookup

        return Lookup(self.database, self.principal)

    @_loaded
    def timelines(self) -> Timelines:
        """A customer's history, page by page."""
        from callcenter.storage.history.timeline import Timelines

        return Timelines(self.database, self.principal)

    @_loaded
    def script_ticks(self) -> ScriptTicks:
        """Steps of a script that were ticked off."""
        from callcenter.storage.history.script_ticks import ScriptTicks

        return ScriptTicks(self.database, self.principal)

    @_loaded
    def recordings(self) -> Recordings:
        """Recordings of contacts, listened to on record."""
        from callcenter.storage.touches.recordings import Recordings

        return Recordings(self.database, self.principal)

    @_loaded
    def touches(self) -> Touches:
        """Touches: recorded, corrected, withdrawn."""
        from callcenter.storage.touches.touch_records import Touches

        return Touches(self.database, self.principal)

    @_loaded
    def cases(self) -> Cases:
        """Cases and their steps."""
        from callcenter.storage.cases.cases import Cases

        return Cases(self.database, self.principal)

    @_loaded
    def appeals(self) -> Appeals:
        """Results of second calls, and appeals against them."""
        from callcenter.storage.cases.appeals import Appeals

        return Appeals(self.database, self.principal)

    @_loaded
    def imports(self) -> Imports:
        """Lists: staged, published, undone."""
        from callcenter.storage.imports.batches import Imports

        return Imports(self.database, self.principal)

    @_loaded
    def caller_numbers(self) -> CallerNumbers:
        """Numbers of the company, of which customers see one when they are called."""
        from callcenter.storage.campaigns.caller_numbers import CallerNumbers

        return CallerNumbers(self.database, self.principal)

    @_loaded
    def campaigns(self) -> Campaigns:
        """Campaigns and their frames."""
        from callcenter.storage.campaigns.campaigns import Campaigns

        return Campaigns(self.database, self.principal)

    @_loaded
    def rulebooks(self) -> Rulebooks:
        """Changes of a campaign's rulebook."""
        from callcenter.storage.rulebooks.rule_changes import Rulebooks

        return Rulebooks(self.database, self.principal)

    @_loaded
    def rule_counts(self) -> RuleCounts:
        """Counts of the customers whom each rule concerns."""
        from callcenter.storage.rulebooks.rule_counts import RuleCounts

        return RuleCounts(self.database, self.principal)

    @_loaded
    def people(self) -> People:
        """Agents, supervisors, managers."""
        from callcenter.storage.people.people import People

        return People(self.database, self.principal)

    @_loaded
    def units(self) -> Units:
        """Teams, branches, departments."""
        from callcenter.storage.people.units import Units

        return Units(self.database, self.principal)

    @_loaded
    def sign_ins(self) -> SignIns:
        """Closing the store, and signing in to a closed one."""
        from callcenter.storage.people.sign_ins import SignIns

        return SignIns(self.database, self.principal)

    @_loaded
    def tokens(self) -> Tokens:
        """Tokens of commands."""
        from callcenter.storage.people.tokens import Tokens

        return Tokens(self.database, self.principal)

    @_loaded
    def audit(self) -> Audit:
        """The audit."""
        from callcenter.storage.access.audit import Audit

        return Audit(self.database, self.principal)

    @_loaded
    def presence(self) -> Presences:
        """Agents who are signed in, and their states."""
        from callcenter.storage.team.presence import Presences

        return Presences(self.database, self.principal)

    @_loaded
    def programs(self) -> Programs:
        """Programs at work on the store, and their clocks."""
        from callcenter.storage.people.programs import Programs

        return Programs(self.database, self.principal)

    @_loaded
    def windows(self) -> Windows:
        """Windows that agents have open."""
        from callcenter.storage.people.windows import Windows

        return Windows(self.database, self.principal)

    @_loaded
    def saved_filters(self) -> SavedFilters:
        """Filters of lists that agents keep."""
        from callcenter.storage.people.saved_filters import SavedFilters

        return SavedFilters(self.database, self.principal)

    @_loaded
    def notices(self) -> Notices:
        """Messages to an agent."""
        from callcenter.storage.people.notices import Notices

        return Notices(self.database, self.principal)

    @_loaded
    def announcements(self) -> Announcements:
        """Texts for several people, and who has read them."""
        from callcenter.storage.people.announcements import Announcements

        return Announcements(self.database, self.principal)

    @_loaded
    def absences(self) -> Absences:
        """Absences and deputies."""
        from callcenter.storage.team.absences import Absences

        return Absences(self.database, self.principal)

    @_loaded
    def shifts(self) -> Shifts:
        """Planned shifts, and adherence to them."""
        from callcenter.storage.team.shifts import Shifts

        return Shifts(self.database, self.principal)

    @_loaded
    def looks(self) -> Looks:
        """Supervisors who look on at an agent's work."""
        from callcenter.storage.team.looks import Looks

        return Looks(self.database, self.principal)

    @_loaded
    def team(self) -> Team:
        """Figures of the team."""
        from callcenter.storage.team.overview import Team

        return Team(self.database, self.principal)

    @_loaded
    def quotas(self) -> Quotas:
        """Quotas that were missed."""
        from callcenter.storage.team.quotas import Quotas

        return Quotas(self.database, self.principal)

    @_loaded
    def requests(self) -> Requests:
        """Keys of what was asked for."""
        from callcenter.storage.access.request_keys import Requests

        return Requests(self.database, self.principal)

    @_loaded
    def integrity(self) -> Integrity:
        """The check of the whole store."""
        from callcenter.storage.upkeep.integrity import Integrity

        return Integrity(self.database, self.principal)

    @_loaded
    def backups(self) -> Backups:
        """Backups."""
        from callcenter.storage.upkeep.backups import Backups

        return Backups(self.database, self.principal)


SERVICES = tuple(name for name, part in vars(Store).items() if isinstance(part, _loaded))
"""The names of all services."""
