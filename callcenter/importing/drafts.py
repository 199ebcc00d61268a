"""Results of reading a file: typed drafts of rows, rejected rows under a code, and the one error of a whole file.

Nothing here knows a database or a language: codes and parameters become sentences in ``callcenter.wording``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct, field

from callcenter.dates.imported import Cell, Moment
from callcenter.model import Channel, ContactPersonFacts, Direction, Disposition, MilestoneKind, Param, Result, Stage

_NOTHING: Mapping[str, Param] = MappingProxyType({})


class BookKind(Enum):
    """Kinds of rows that a file holds."""

    CUSTOMERS = "customers"
    TOUCHES = "touches"


class FileFault(StrEnum):
    """Reasons why a file cannot be read at all. Beside each code stand the parameters that its sentence needs."""

    CANNOT_OPEN = "cannot_open"  # reason
    NOT_A_FILE = "not_a_file"  # a pipe or a device
    EMPTY = "empty"
    NOT_A_TABLE = "not_a_table"  # neither CSV nor XLSX
    OLD_EXCEL = "old_excel"  # .xls: to be saved as .xlsx
    OTHER_SHEET = "other_sheet"  # OpenDocument or .xlsb: the same
    WEB_PAGE = "web_page"  # HTML or XML, whatever it is called
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"  # unpacks to more than the limit: limit, unit
    TOO_MUCH_MEMORY = "too_much_memory"  # a workbook: need, limit (MB)
    NO_SHEET = "no_sheet"
    UNKNOWN_SHEET = "unknown_sheet"  # sheet, seen: --sheet names one that the workbook lacks
    UNDECODABLE = "undecodable"  # line, byte (hexadecimal), encoding
    BROKEN_HEADING = "broken_heading"  # line
    DOUBLED_HEADING = "doubled_heading"  # field, headings, seen
    MISSING_HEADING = "missing_heading"  # fields, seen
    UNKNOWN_FIELD = "unknown_field"  # field: --map names one that does not exist
    UNKNOWN_COLUMN = "unknown_column"  # field, column, seen: --map names a column that the file lacks
    DOUBLE_MAPPING = "double_mapping"  # column: --map gives one column to two fields


class ImportFileError(Exception):
    """The file as a whole cannot be read; the only error that reading raises."""

    def __init__(self, code: FileFault, params: Mapping[str, Param] = _NOTHING) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return " ".join((self.code.value, *(f"{name}={value}" for name, value in self.params.items())))


class RowFault(StrEnum):
    """Reasons why a row is bad. Where a cell is meant, ``field``, ``heading`` and ``value`` are parameters too.

    See docs/rules.md#bad-rows.
    """

    # Judged from the file alone.
    UNCLOSED_QUOTE = "unclosed_quote"
    TOO_FEW_CELLS = "too_few_cells"  # cells, headings
    TOO_MANY_CELLS = "too_many_cells"  # column, value: a value that stands under no heading
    VALUE_TOO_LONG = "value_too_long"  # limit (characters)
    MISSING_REF = "missing_ref"
    ROUNDED_REF = "rounded_ref"  # a spreadsheet took digits away
    MISSING_AT = "missing_at"
    MISSING_CHANNEL = "missing_channel"
    MISSING_DISPOSITION = "missing_disposition"  # of a call
    SHEET_ERROR = "sheet_error"  # a formula failed there: #N/A
    BAD_DATE = "bad_date"
    AMBIGUOUS_DATE = "ambiguous_date"  # day first or month first
    BAD_PHONE = "bad_phone"
    BAD_NUMBER = "bad_number"
    BAD_BOOLEAN = "bad_boolean"
    BAD_TIMEZONE = "bad_timezone"
    BAD_STAGE = "bad_stage"
    UNCLEAR_STATUS = "unclear_status"  # it may mean do-not-call, or may not
    BAD_CHANNEL = "bad_channel"
    BAD_DIRECTION = "bad_direction"
    BAD_RESULT = "bad_result"
    BAD_SATISFACTION = "bad_satisfaction"
    BAD_CURRENCY = "bad_currency"
    BAD_DISPOSITION = "bad_disposition"
    # Judged beside the store.
    MISSING_NAME = "missing_name"  # of a new ref
    UNKNOWN_CAMPAIGN = "unknown_campaign"
    CLOSED_CAMPAIGN = "closed_campaign"
    UNKNOWN_TIER = "unknown_tier"  # tiers: those of the rulebook
    OTHER_CAMPAIGN = "other_campaign"  # campaign: where the ref is, without --move
    UNKNOWN_CUSTOMER = "unknown_customer"
    TOUCH_DIFFERS = "touch_differs"  # the same customer, instant and channel with other contents


AttributeValue: TypeAlias = str | float | bool


class Rejection(Struct, frozen=True):
    """A bad row. ``line`` is the line of a text editor or the row of the sheet; ``cells`` are as a person sees them."""

    line: int
    code: RowFault
    params: Mapping[str, Param] = field(default_factory=dict)
    cells: tuple[str, ...] = ()


class Row(Struct, frozen=True):
    """The cells of a row that could be told apart. ``line`` as in :class:`Rejection`."""

    line: int
    cells: tuple[Cell, ...]


ReadRow: TypeAlias = Row | Rejection


class PhoneNumber(Struct, frozen=True):
    """A number in E.164 and the extension behind it, empty where there is none."""

    e164: str
    extension: str = ""

    @property
    def written(self) -> str:
        """Both in one text, as RFC 3966 has them: ``+862155551234;ext=8001``."""
        return f"{self.e164};ext={self.extension}" if self.extension else self.e164


class CustomerDraft(Struct, frozen=True):
    """A row of a customer list. ``None`` (or a missing key) = the cell was empty: the store keeps its value.

    ``owner`` empty but not ``None`` = the cell says in words that nobody owns the customer: to the pool.
    ``do_not_call``: the word that says that nobody may call them. ``person``: a contact person whom the row tells of.
    ``tier`` is still to be matched with :func:`callcenter.importing.values.match_tier`; ``cells`` is the row as read,
    for a rejection beside the store.

    See docs/rules.md#same-again.
    """

    line: int
    ref: str
    cells: tuple[str, ...]
    name: str | None = None
    company: str | None = None
    phones: tuple[PhoneNumber, ...] | None = None
    tier: str | None = None
    stage: Stage | None = None
    source: str | None = None
    owner: str | None = None
    campaign: str | None = None
    timezone: str | None = None
    birthday: date | None = None
    created_at: Moment | None = None
    key: bool | None = None
    revenue: float | None = None
    milestones: Mapping[MilestoneKind, Moment] = field(default_factory=dict)
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    do_not_call: str = ""
    person: ContactPersonFacts | None = None
    tags: tuple[str, ...] = ()


class Money(Struct, frozen=True):
    """An amount, a decimal number; ``currency`` (ISO 4217) where the cell names one, else ''."""

    amount: str
    currency: str


class TouchDraft(Struct, frozen=True):
    """A row of a list of touches. ``seconds`` is the talk time; ``None`` = the cell was empty."""

    line: int
    customer_ref: str
    cells: tuple[str, ...]
    at: Moment
    channel: Channel
    direction: Direction = Direction.OUT
    disposition: Disposition | None = None
    agent: str | None = None
    seconds: int | None = None
    note: str | None = None
    callback_at: Moment | None = None
    team: str | None = None
    phone: PhoneNumber | None = None
    callback_result: Result | None = None
    satisfaction: int | None = None
    recording: str | None = None
    amount: Money | None = None
    currency: str | None = None
