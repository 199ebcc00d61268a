"""Narrowing a list of customers to those whom typed words fit: anywhere in a name, unlike the search.

See docs/architecture.md#queue-screen.
"""

from __future__ import annotations

from collections.abc import Iterable

from callcenter.storage.database import clean_text
from callcenter.storage.database.transaction import Tx
from callcenter.storage.search import ranks
from callcenter.storage.search.ranks import SearchTerm

_LAST = "\U0010ffff"


def condition(tx: Tx, words: Iterable[str]) -> tuple[str, list[object]]:
    """Return the SQL for ``customer c`` with ``placement p`` whom all words fit, and its parameters; '' without words.

    A word fits what it is a part of: name, company, ref, campaign; what it begins: pinyin and initials; the end of a
    number from three digits on; the tier.
    """
    conditions, params = list[str](), list[object]()
    for word in words:
        typed = clean_text.typed(word)
        if typed:
            _add(tx, ranks.term(typed, ()), typed, conditions, params)
    return " AND ".join(conditions), params


def _add(tx: Tx, term: SearchTerm, typed: str, conditions: list[str], params: list[object]) -> None:
    within = "strpos" if tx.postgres else "instr"
    # References and campaigns are no search keys: upper and lower case are the same in the letters that both
    # databases know.
    either = [f"{within}(lower(c.ref), ?) > 0", "lower(p.plan_tier) = ?"]
    either.append(f"EXISTS (SELECT 1 FROM campaign k WHERE k.id = c.campaign_id AND {within}(lower(k.name), ?) > 0)")
    params += [typed.lower()] * 3
    if term.text:
        either += [f"{within}(c.name_key, ?) > 0", f"{within}(c.company_key, ?) > 0"]
        params += [term.text] * 2
    if term.letters:
        for column in ("c.pinyin", "c.initials", "c.company_pinyin", "c.company_initials"):
            either.append(f"({column} >= ? AND {column} < ?)")
            params += [term.letters, term.letters + _LAST]
    for tail in term.tails:
        either.append(
            "EXISTS (SELECT 1 FROM phone n WHERE n.customer_id = c.id AND n.reversed >= ? AND n.reversed < ?)"
        )
        params += [tail[::-1], tail[::-1] + _LAST]
    conditions.append(f"({' OR '.join(either)})")
