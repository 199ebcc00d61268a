"""Search keys of customers: columns that are compared from their beginning, and words beside.

Everything follows from name and company alone and is written with them, so that a search is a handful of looks at
indexes: nothing is read from its middle. What stands in the middle of a name begins a row of ``search_word``.

See docs/architecture.md#finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct, structs

from callcenter.storage.database.prepared import Query, prepared
from callcenter.storage.database.rows import columns
from callcenter.storage.database.transaction import Tx
from callcenter.storage.search import pinyin
from callcenter.storage.search.pinyin import Reading
from callcenter.storage.tables.customers import ContactPersonTable, CustomerTable, SearchWordTable

LENGTH = 200
"""Characters of a key: an index entry has a limit on PostgreSQL, and nobody types more."""

PART = 16
"""Characters of a part that stand in the index; what is typed beyond them is compared with the key itself."""

_PARTS = 12
_READ = 64  # letters of a company's pinyin

_LEGAL_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|分公司|集团|公司"
    r"|[ ,]+(?:co\b\.?,? *)?(?:ltd|limited|inc|llc|plc|gmbh|corp|corporation|company|co)\b\.?)$"
)
_RUN = re.compile(r"\w+")


class WordKind(IntEnum):
    """Kinds of words in ``search_word``."""

    NAME_PART = 1
    COMPANY_PART = 2
    PINYIN = 3
    INITIALS = 4
    PERSON_NAME = 5
    PERSON_LETTERS = 6


class SearchKeys(Struct, frozen=True):
    """The columns of a customer that the search reads.

    ``readings``: other readings of the name than that of ``pinyin``, with blanks between, syllables with ``'``.
    """

    name_key: str = ""
    company_key: str = ""
    pinyin: str = ""
    initials: str = ""
    company_pinyin: str = ""
    company_initials: str = ""
    readings: str = ""

    def columns(self) -> dict[str, str]:
        """The columns by name."""
        return structs.asdict(self)

    def person_words(self) -> frozenset[tuple[int, str]]:
        """Return the rows of ``search_word`` where these are the keys of a contact person."""
        names = {self.name_key[:PART].rstrip(), *parts(self.name_key)}
        letters = {one for reading in ((self.pinyin, self.initials), *self.others()) for one in reading}
        found = {(int(WordKind.PERSON_NAME), part) for part in names if part}
        return frozenset(found | {(int(WordKind.PERSON_LETTERS), one) for one in letters if one})

    def words(self) -> frozenset[tuple[int, str]]:
        """Return the rows of ``search_word``: kind and word."""
        found = {(int(WordKind.NAME_PART), part) for part in parts(self.name_key)}
        found |= {(int(WordKind.COMPANY_PART), part) for part in company_parts(self.company_key)}
        for syllables, initials in self.others():
            found.add((int(WordKind.PINYIN), syllables))
            if initials != self.initials:
                found.add((int(WordKind.INITIALS), initials))
        return frozenset(found)

    def others(self) -> Iterator[tuple[str, str]]:
        """Pinyin and initials of the other readings."""
        for reading in self.readings.split():
            syllables = tuple(reading.split("'"))
            yield "".join(syllables), "".join(one[0] for one in syllables)


COLUMNS = SearchKeys.__struct_fields__


def load() -> None:
    """Load what :func:`of` needs, which takes a while: before a transaction, not while others wait for it."""
    pinyin.load()


def fold(text: str) -> str:
    """A text as it is compared: width, case and accents make no difference, nor how many blanks there are."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFC", bare).split())[:LENGTH].strip()


def letters(text: str) -> str:
    """Return its letters and digits alone, folded: pinyin is typed with blanks, apostrophes, tones, or none of them.

    ü is v, as pinyin is typed.
    """
    apart = unicodedata.normalize("NFKD", text).casefold().replace("u\u0308", "v")
    return "".join(_RUN.findall(fold(apart))).replace("_", "")


def of(name: str, company: str) -> SearchKeys:
    """The keys of a customer; :func:`load` what it needs before."""
    first, *others = (_plain(reading) for reading in pinyin.of_name(fold(name)))
    company_key = fold(company)
    read = _plain(pinyin.of_company(company_key))
    return SearchKeys(
        name_key=fold(name),
        company_key=company_key,
        pinyin="".join(first)[:LENGTH],
        initials="".join(one[0] for one in first),
        company_pinyin="".join(read)[:_READ],
        company_initials="".join(one[0] for one in read),
        readings=" ".join("'".join(one) for one in others)[:LENGTH],
    )


def _plain(reading: Reading) -> Reading:
    """Letters and digits of each syllable; a piece in Latin letters falls into its words."""
    return tuple(word for piece in reading for word in _RUN.findall(piece.replace("_", " ")))


def parts(key: str) -> list[str]:
    """Return the parts of a folded text: from every Chinese character, from every word in other letters."""
    return [key[at : at + PART].rstrip() for at in starts(key)]


def starts(key: str, end: int = LENGTH) -> list[int]:
    """Return the positions at which parts begin, before ``end``; the beginning of the text is none of them."""
    places = []
    for at in range(1, min(len(key), end)):
        char, before = key[at], key[at - 1]
        if char.isalnum() and (pinyin.is_chinese(char) or pinyin.is_chinese(before) or not before.isalnum()):
            places.append(at)
    return places[:_PARTS]


def company_starts(key: str) -> list[int]:
    """Return where parts of a company's name begin: what says only that it is a company leads nowhere."""
    form = _LEGAL_FORM.search(key)
    return starts(key, form.start() if form is not None and form.start() else LENGTH)


def company_parts(key: str) -> list[str]:
    """Return the parts of a company's name."""
    return [key[at : at + PART].rstrip() for at in company_starts(key)]


def insert(tx: Tx, new: Iterable[tuple[int, SearchKeys]]) -> None:
    """Write the words of customers whose columns were just written."""
    rows = [_Word(kind, word, customer) for customer, keys in new for kind, word in keys.words()]
    tx.insert_each(SearchWordTable, _in_order(rows), unless_there=True)


def rewrite(tx: Tx, customer: int, name: str, company: str) -> None:
    """Write columns and words of a customer whose name or company changed."""
    rewrite_all(tx, [(customer, name, company)])


def rewrite_all(tx: Tx, customers: Sequence[tuple[int, str, str]]) -> None:
    """Write columns and words of customers: id, name, company. Who has no words yet gets them all."""
    before = _stored(tx, [customer for customer, _, _ in customers])
    after = {customer: of(name, company) for customer, name, company in customers}
    tx.update_each(CustomerTable, ({"id": customer, **keys.columns()} for customer, keys in after.items()))
    gone = [
        _Word(kind, word, customer)
        for customer, keys in after.items()
        for kind, word in before[customer].words() - keys.words()
    ]
    tx.delete_each(SearchWordTable, _in_order(gone))
    insert(tx, after.items())


def remove(tx: Tx, customers: Iterable[int]) -> None:
    """Take the words of customers away who are about to go."""
    stored = _stored(tx, list(customers))
    gone = [_Word(kind, word, customer) for customer, keys in stored.items() for kind, word in keys.words()]
    for customer, persons in persons_of(tx, list(stored)).items():
        gone += [_Word(kind, word, customer) for kind, word in _person_words(persons)]
    tx.delete_each(SearchWordTable, _in_order(gone))


def persons_of(tx: Tx, customers: list[int]) -> dict[int, list[SearchKeys]]:
    """The keys of the contact persons of these customers."""
    found: dict[int, list[SearchKeys]] = {}
    for customer, keys in tx.owned(SearchKeys, _persons(customers)) if customers else ():
        found.setdefault(customer, []).append(keys)
    return found


def rewrite_persons(tx: Tx, customer: int, before: Mapping[int, Sequence[SearchKeys]]) -> None:
    """Write the words of a customer's contact persons, who were those of ``before``: see :func:`persons_of`."""
    old = _person_words(before.get(customer, ()))
    new = _person_words(persons_of(tx, [customer]).get(customer, ()))
    tx.delete_each(SearchWordTable, _in_order([_Word(kind, word, customer) for kind, word in old - new]))
    tx.insert_each(SearchWordTable, _in_order([_Word(kind, word, customer) for kind, word in new - old]))


def _person_words(persons: Iterable[SearchKeys]) -> set[tuple[int, str]]:
    return {word for keys in persons for word in keys.person_words()}


@prepared
def _persons(customers: list[int]) -> Query:
    table = ContactPersonTable
    keys = columns(SearchKeys, table, customer=table.customer)
    return table.select(*keys).where(table.customer.in_(customers) & table.removed_at.is_null())


class _Word(NamedTuple):
    kind: int
    word: str
    customer: int


def _in_order(words: Iterable[_Word]) -> list[dict[str, object]]:
    """Rows in the order of the index: neighbours come onto one page."""
    return [word._asdict() for word in sorted(words)]


def _stored(tx: Tx, customers: list[int]) -> dict[int, SearchKeys]:
    return dict(tx.owned(SearchKeys, _keys(customers))) if customers else {}


@prepared
def _keys(customers: list[int]) -> Query:
    keys = columns(SearchKeys, CustomerTable, customer=CustomerTable.id)
    return CustomerTable.select(*keys).where(CustomerTable.id.in_(customers))
