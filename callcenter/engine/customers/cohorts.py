"""Rankings and draws over a whole campaign: the yearly draw, the best by a column (docs/rules.md#r15-draw, #r21).

Pure: what comes out follows from the candidates alone, so that it can be repeated. Who is asked for a place when is
the store's affair, which keeps the result as facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from callcenter.engine.customers.audience import OVER
from callcenter.engine.customers.classification import column, in_group, number
from callcenter.model import Candidate, CohortPlace, Disposition, Facts, History, Instant
from callcenter.rulebook.book import AnyCohort, DrawCohort, Rulebook, TopCohort
from callcenter.workdays import midnight


def candidate(book: Rulebook, cohort: AnyCohort, facts: Facts, history: History) -> Candidate | None:
    """Return a customer as a candidate of a cohort; None where they can never be in it."""
    match cohort:
        case TopCohort():
            amount = number(column(facts, cohort.column))
            return None if amount is None else Candidate(facts.ref, amount=amount)
        case DrawCohort():
            since = min((one.at for one in facts.milestones if one.kind is cohort.since), default=None)
            if since is None:
                return None
            return Candidate(
                facts.ref,
                since=since,
                barred=_barred(facts, history),
                left_out=facts.stage in OVER
                or (cohort.passes_over is not None and in_group(book, cohort.passes_over, facts, None)),
                first=cohort.first is not None and in_group(book, cohort.first, facts, None),
            )


def _barred(facts: Facts, history: History) -> tuple[tuple[Instant, Instant | None], ...]:
    """The spans in which a do-not-call stood, until it was lifted."""
    asked = [touch.at for touch in history.touches if touch.disposition is Disposition.DO_NOT_CALL]
    asked += facts.listed
    return tuple((at, min((lift for lift in facts.lifted if lift > at), default=None)) for at in asked)


def in_stock(one: Candidate | None, year: int, zone: str) -> bool:
    """Tell whether a customer belonged to the stock when ``year`` began, those left out now aside."""
    if one is None or one.since is None:
        return False
    began = midnight(date(year, 1, 1), zone)
    return one.since < began and not any(at < began and (until is None or until >= began) for at, until in one.barred)


def places(
    name: str, cohort: AnyCohort, candidates: Iterable[Candidate], year: int, zone: str
) -> dict[str, CohortPlace]:
    """The places of a cohort by ref, in its order; ``year`` is 0 for one that simply stands."""
    if isinstance(cohort, TopCohort):
        # Nobody asks for the place among the best: it would change for all when one comes in.
        return {ref: CohortPlace(name, 0, 0, 0) for ref in _best(cohort, candidates)}
    order = _drawn(cohort, (one for one in candidates if in_stock(one, year, zone)), year)
    return {ref: CohortPlace(name, year, index, len(order)) for index, ref in enumerate(order)}


def _best(cohort: TopCohort, candidates: Iterable[Candidate]) -> list[str]:
    ranked = sorted((-one.amount, one.ref.encode(), one.ref) for one in candidates if one.amount is not None)
    return [ref for _, _, ref in ranked[: _share(len(ranked), cohort.percent)]]


def _drawn(cohort: DrawCohort, stock: Iterable[Candidate], year: int) -> list[str]:
    import hashlib  # it brings OpenSSL

    ordered = sorted(
        (one for one in stock if not one.left_out),
        key=lambda one: (hashlib.sha256(f"{year}:{one.ref}".encode()).hexdigest(), one.ref.encode()),
    )
    preferred = [one.ref for one in ordered if one.first]
    taken = preferred[: _share(len(preferred), cohort.first_percent or 0)]
    chosen = set(taken)
    wanted = _share(len(ordered), cohort.percent) - len(taken)
    return taken + [one.ref for one in ordered if one.ref not in chosen][: max(wanted, 0)]


def _share(of: int, percent: float) -> int:
    """Return a percentage of a number, rounded up."""
    exact = Fraction(str(percent)) * of / 100
    return -(-exact.numerator // exact.denominator)
