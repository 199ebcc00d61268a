"""Lists of customers and touches: who has a number, an agent's own, the call log (DESIGN §2)."""

from __future__ import annotations

from callcenter.model import CampaignFrame, Instant, Lane, Stage
from callcenter.records import cleaning, frames, people, phone_rows, plan_rows, search_keys
from callcenter.records.phone_rows import FIRST_NUMBER
from callcenter.records.searching import FOUND, found_row
from callcenter.records.timelines import TOUCH_SELECT, touch_row
from callcenter.records.working import NO_LIMIT, Row, Tx, Worker
from callcenter.views.found import FoundRow, OwnRow
from callcenter.views.log import LogFilter, TouchRow

_OVER = ", ".join(repr(stage.value) for stage in (Stage.LOST, Stage.CLOSED))


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
        owed=None if owed[0] is None else plan_rows.obligation_of(owed),
    )


def _infix(text: str) -> str:
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


class Finding(Worker):
    """Verbs that list customers and touches."""

    def find_by_phone(self, number: str) -> tuple[FoundRow, ...]:
        """Everybody who has this number: who may be calling (DESIGN §2, ``i``)."""
        return self.read(
            lambda tx: tuple(
                map(
                    found_row,
                    tx.rows(
                        f"{FOUND} WHERE c.survivor_id IS NULL"
                        " AND c.id IN (SELECT customer_id FROM phone WHERE e164 = ?) ORDER BY c.ref",
                        (phone_rows.bare(cleaning.typed(number)),),
                    ),
                )
            )
        )

    def customers_of(self, agent: str, *, limit: int | None = None, offset: int = 0) -> tuple[FoundRow, ...]:
        """An agent's own customers by name. Raises ``UNKNOWN_AGENT``."""

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            rows = tx.rows(
                f"{FOUND} WHERE c.owner_id = ? AND c.survivor_id IS NULL ORDER BY c.name_key, c.ref LIMIT ? OFFSET ?",
                (people.agent_id(tx, agent), NO_LIMIT if limit is None else limit, offset),
            )
            return tuple(map(found_row, rows))

        return self.read(work)

    def without_number(self, *, agent: str | None = None, campaign: str | None = None) -> tuple[FoundRow, ...]:
        """Customers whom nobody can dial because no number is known (RULES §2.5), by name; not the lost and closed.

        With ``agent`` their own and the pool. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[FoundRow, ...]:
            where, params = [f"c.survivor_id IS NULL AND c.stage NOT IN ({_OVER})"], list[object]()
            if agent is not None:
                where.append("(c.owner_id IS NULL OR c.owner_id = ?)")
                params.append(people.agent_id(tx, agent))
            if campaign is not None:
                where.append("c.campaign_id = ?")
                params.append(frames.kept_named(tx, campaign).id)
            where.append("NOT EXISTS (SELECT 1 FROM phone p WHERE p.customer_id = c.id)")
            rows = tx.rows(f"{FOUND} WHERE {' AND '.join(where)} ORDER BY c.name_key, c.ref", params)
            return tuple(map(found_row, rows))

        return self.read(work)

    def own_customers(self, agent: str) -> tuple[OwnRow, ...]:
        """An agent's own customers with what is owed to each first; the most urgent lead. Raises ``UNKNOWN_AGENT``.

        As the stored plans have it: windows and claims are for the queue.
        """

        def work(tx: Tx) -> tuple[OwnRow, ...]:
            kept = frames.all_kept(tx)
            counting = frames.counting(kept.values())
            rows = tx.rows(
                f"SELECT c.ref, c.name, c.company, p.plan_tier, {FIRST_NUMBER}, c.campaign_id, c.stage, p.lane,"
                f" {plan_rows.OWED}"
                f" FROM customer c LEFT JOIN placement p ON p.customer_id = c.id AND p.edition_id IN ({counting})"
                # From each customer to their own plan; without the plus SQLite reads all plans for each of them.
                " LEFT JOIN obligation o ON o.customer_id = p.customer_id AND +o.edition_id = p.edition_id"
                " AND NOT EXISTS (SELECT 1 FROM obligation e WHERE e.customer_id = o.customer_id"
                " AND +e.edition_id = o.edition_id"
                " AND (e.breach_at, e.due_at, e.rule) < (o.breach_at, o.due_at, o.rule))"
                " WHERE c.owner_id = ? AND c.survivor_id IS NULL"
                " ORDER BY CASE WHEN o.rule IS NULL THEN 1 ELSE 0 END, o.breach_at, o.due_at, c.name_key, c.ref",
                (people.agent_id(tx, agent),),
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
                    "t.customer_id IN (SELECT coalesce(survivor_id, id) FROM customer WHERE ref = ?"
                    " UNION SELECT m.id FROM customer r JOIN customer m"
                    " ON m.survivor_id = coalesce(r.survivor_id, r.id) WHERE r.ref = ?)",
                    *(wanted.ref, wanted.ref),
                )
            if wanted.text:
                text = cleaning.typed(wanted.text).casefold()
                part, key = _infix(text), _infix(search_keys.fold(text) or text)
                ask(
                    "(lower(t.note) LIKE ? ESCAPE '!' OR c.name_key LIKE ? ESCAPE '!'"
                    " OR c.company_key LIKE ? ESCAPE '!' OR t.phone LIKE ? ESCAPE '!')",
                    *(part, key, key, part),
                )
            rows = tx.rows(
                f"{TOUCH_SELECT} WHERE {' AND '.join(where)} ORDER BY t.at DESC, t.id DESC LIMIT ?", [*params, limit]
            )
            return tuple(map(touch_row, rows))

        return self.read(work)
