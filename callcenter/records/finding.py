"""The search: by name, pinyin, initials, company, phone tail and ref (DESIGN §2), and the call log."""

from __future__ import annotations

from callcenter.model import CampaignFrame, Instant, Lane, Stage
from callcenter.records import cleaning, frames, people, phone_rows, placing
from callcenter.records.viewing import PLAN_TIER, TOUCH_SELECT, touch_row
from callcenter.records.working import NO_LIMIT, Row, Tx, Worker
from callcenter.views.found import FoundRow, OwnRow
from callcenter.views.log import LogFilter, TouchRow

_PHONE = "(SELECT p.e164 FROM phone p WHERE p.customer_id = c.id ORDER BY p.position LIMIT 1)"
_SELECT = (
    f"SELECT c.ref, c.name, c.company, {PLAN_TIER}, {_PHONE}, a.name, k.name, c.stage FROM customer c"
    " JOIN campaign k ON k.id = c.campaign_id LEFT JOIN agent a ON a.id = c.owner_id"
)
_PREFIXES = ("name_key", "pinyin", "initials", "company_key")
_LAST = "\U0010ffff"
_TAIL = 3  # digits from which a number's end is looked for


def _found(row: Row) -> FoundRow:
    ref, name, company, tier, phone, owner, campaign, stage = row
    return FoundRow(ref, name, company, tier, phone or "", owner, campaign, Stage(stage))


def _own(row: Row, frame: CampaignFrame) -> OwnRow:
    ref, name, company, tier, phone, _campaign, stage, lane, *owed = row
    return OwnRow(
        ref=ref,
        name=name,
        company=company,
        tier=tier,
        phone=phone or "",
        campaign=frame.name,
        zone=frame.zone,
        country=frame.country,
        stage=Stage(stage),
        lane=Lane(lane) if lane else None,
        owed=None if owed[0] is None else placing.obligation_of(owed),
    )


def _infix(text: str) -> str:
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


class Finding(Worker):
    """Verbs that look for customers and touches."""

    def find(self, text: str, *, limit: int = 50, campaign: str | None = None) -> tuple[FoundRow, ...]:
        """Customers whose ref, name, pinyin, initials, company or phone tail fits; what begins so comes first.

        Raises ``UNKNOWN_CAMPAIGN``.
        """
        wanted = cleaning.line(text).casefold()
        if not wanted:
            return ()

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            scope = "" if campaign is None else f" AND c.campaign_id = {frames.kept_named(tx, campaign).id}"
            ids: dict[int, None] = {}

            def gather(where: str, params: list[object]) -> None:
                left = limit - len(ids)
                if left > 0:
                    # One more than there is room for each that is known already.
                    rows = tx.rows(
                        f"SELECT coalesce(c.survivor_id, c.id) FROM customer c WHERE {where}{scope} LIMIT ?",
                        [*params, left + len(ids)],
                    )
                    ids.update(dict.fromkeys(row[0] for row in rows))

            gather("c.ref = ?", [cleaning.line(text)])
            digits = "".join(one for one in wanted if one.isdigit())
            if len(digits) >= _TAIL and not any(one.isalpha() for one in wanted):
                tail = digits[::-1]
                gather(
                    "c.id IN (SELECT customer_id FROM phone WHERE reversed >= ? AND reversed < ?)", [tail, tail + _LAST]
                )
            for column in _PREFIXES:
                gather(f"c.{column} >= ? AND c.{column} < ?", [wanted, wanted + _LAST])
            gather("c.ref >= ? AND c.ref < ?", [cleaning.line(text), cleaning.line(text) + _LAST])
            for column in ("name_key", "company_key"):
                gather(f"c.{column} LIKE ? ESCAPE '!'", [_infix(wanted)])
            chosen = list(ids)[:limit]
            if not chosen:
                return ()
            rows = {
                row[0]: row[1:]
                for row in tx.rows(
                    _SELECT.replace("SELECT ", "SELECT c.id, ", 1) + f" WHERE c.id IN ({tx.marks(chosen)})", chosen
                )
            }
            return tuple(_found(rows[key]) for key in chosen)

        return self.read(work)

    def find_by_phone(self, number: str) -> tuple[FoundRow, ...]:
        """Everybody who has this number: who may be calling (DESIGN §2, ``i``)."""
        return self.read(
            lambda tx: tuple(
                map(
                    _found,
                    tx.rows(
                        f"{_SELECT} WHERE c.survivor_id IS NULL"
                        " AND c.id IN (SELECT customer_id FROM phone WHERE e164 = ?) ORDER BY c.ref",
                        (phone_rows.bare(cleaning.line(number)),),
                    ),
                )
            )
        )

    def customers_of(self, agent: str, *, limit: int | None = None, offset: int = 0) -> tuple[FoundRow, ...]:
        """An agent's own customers by name. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            rows = tx.rows(
                f"{_SELECT} WHERE c.owner_id = ? AND c.survivor_id IS NULL ORDER BY c.name_key, c.ref LIMIT ? OFFSET ?",
                (people.agent_id(tx, agent), NO_LIMIT if limit is None else limit, offset),
            )
            return tuple(map(_found, rows))

        return self.read(work)

    def own_customers(self, agent: str) -> tuple[OwnRow, ...]:
        """An agent's own customers with what is owed to each first; the most urgent lead. Raises ``UNKNOWN_AGENT``.

        As the stored plans have it: windows and claims are for the queue.
        """

        def work(tx: Tx) -> tuple[OwnRow, ...]:
            kept = frames.all_kept(tx)
            counting = frames.counting(kept.values())
            numbered = (
                "SELECT o.*, row_number() OVER (PARTITION BY o.customer_id ORDER BY o.breach_at, o.due_at, o.rule) AS n"
                " FROM obligation o JOIN customer c ON c.id = o.customer_id"
                f" WHERE c.owner_id = ? AND o.edition_id IN ({counting})"
            )
            key = people.agent_id(tx, agent)
            rows = tx.rows(
                f"SELECT c.ref, c.name, c.company, p.plan_tier, {_PHONE}, c.campaign_id, c.stage, p.lane,"
                f" {placing.OWED}"
                f" FROM customer c LEFT JOIN placement p ON p.customer_id = c.id AND p.edition_id IN ({counting})"
                f" LEFT JOIN ({numbered}) o ON o.customer_id = c.id AND o.n = 1 WHERE c.owner_id = ?"
                " AND c.survivor_id IS NULL"
                " ORDER BY CASE WHEN o.rule IS NULL THEN 1 ELSE 0 END, o.breach_at, o.due_at, c.name_key, c.ref",
                (key, key),
            )
            return tuple(_own(row, kept[row[5]].frame) for row in rows)

        return self.read(work)

    def log(
        self, wanted: LogFilter, *, before: tuple[Instant, int] | None = None, limit: int = 200
    ) -> tuple[TouchRow, ...]:
        """The call log, newest first; ``before`` = (``at``, ``id``) of the last row of the page before.

        What was corrected or taken back is left out. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[TouchRow, ...]:
            where, params = ["t.in_force"], list[object]()

            def ask(condition: str, *values: object) -> None:
                where.append(condition)
                params.extend(values)

            if before is not None:
                ask("(t.at < ? OR (t.at = ? AND t.id < ?))", before[0], before[0], before[1])
            if wanted.since is not None:
                ask("t.at >= ?", wanted.since)
            if wanted.until is not None:
                ask("t.at < ?", wanted.until)
            if wanted.agent:
                ask("t.agent_id = ?", people.agent_id(tx, wanted.agent))
            if wanted.disposition is not None:
                ask("t.disposition = ?", wanted.disposition.value)
            if wanted.result is not None:
                ask("t.result = ?", wanted.result.value)
            if wanted.campaign:
                ask("c.campaign_id = ?", frames.kept_named(tx, wanted.campaign).id)
            if wanted.ref:
                ask(
                    "t.customer_id IN (SELECT m.id FROM customer m JOIN customer r ON r.ref = ?"
                    " WHERE coalesce(m.survivor_id, m.id) = coalesce(r.survivor_id, r.id))",
                    wanted.ref,
                )
            if wanted.text:
                part = _infix(cleaning.line(wanted.text).casefold())
                ask(
                    "(lower(t.note) LIKE ? ESCAPE '!' OR c.name_key LIKE ? ESCAPE '!'"
                    " OR c.company_key LIKE ? ESCAPE '!' OR t.phone LIKE ? ESCAPE '!')",
                    *(part, part, part, part),
                )
            rows = tx.rows(
                f"{TOUCH_SELECT} WHERE {' AND '.join(where)} ORDER BY t.at DESC, t.id DESC LIMIT ?", [*params, limit]
            )
            return tuple(map(touch_row, rows))

        return self.read(work)
