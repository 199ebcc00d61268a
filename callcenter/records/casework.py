"""Cases, findings and tasks: what needs a person beside the dial queue."""

from __future__ import annotations

from callcenter.model import CaseKind, Disposition, Instant
from callcenter.records import cleaning, frames, loading, people, placing
from callcenter.records.placing import Placing
from callcenter.records.viewing import CASE_SELECT, PLAN_TIER, case_rows
from callcenter.records.working import NO_LIMIT, Tx
from callcenter.schema import CaseStep, Kase
from callcenter.views.cases import CaseRow, FindingRow
from callcenter.views.people import Actor
from callcenter.views.tasks import TaskRow
from callcenter.views.trouble import StoreError, Trouble

_CATCH_UP = 600_000
_PHONE = "(SELECT p.e164 FROM phone p WHERE p.customer_id = c.id ORDER BY p.position LIMIT 1)"


class Casework(Placing):
    """Verbs on cases, findings and tasks."""

    def cases(
        self, *, state: str | None = None, assignee: str | None = None, campaign: str | None = None
    ) -> tuple[CaseRow, ...]:
        """Cases, oldest first; ``state`` None = all that are not closed.

        Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """

        def work(tx: Tx) -> tuple[CaseRow, ...]:
            where = ["e.state IN ('open', 'assigned')"] if state is None else ["e.state = ?"]
            params: list[object] = [] if state is None else [state]
            if assignee is not None:
                where.append("e.assignee_id = ?")
                params.append(people.agent_id(tx, assignee))
            if campaign is not None:
                where.append("c.campaign_id = ?")
                params.append(frames.kept_named(tx, campaign).id)
            rows = tx.rows(f"{CASE_SELECT} WHERE {' AND '.join(where)} ORDER BY e.opened_at, e.id", params)
            return case_rows(tx, rows)

        return self.read(work)

    def open_case(self, ref: str, kind: CaseKind, remark: str, *, actor: Actor, now: Instant) -> int:
        """Raise a case by hand (RULES R1); returns its id. Raises ``UNKNOWN_REF``."""

        def work(tx: Tx) -> int:
            key = tx.insert(
                Kase,
                customer=loading.customer_id(tx, ref),
                kind=kind.value,
                rule="",
                caused_at=now,
                opened_at=now,
                state="open",
                raised_by=actor.name,
            )
            _note(tx, key, "opened", remark, actor, now)
            return key

        return self.write(work)

    def appeal_result(self, touch_id: int, remark: str, *, actor: Actor, now: Instant) -> int:
        """Appeal the result of a call-back (RULES R15); returns the case, which another person reviews.

        The same result is appealed once. Raises ``UNKNOWN_TOUCH``, ``NO_RESULT``.
        """

        def work(tx: Tx) -> int:
            found = tx.row(
                "SELECT t.customer_id, t.at, t.result, t.disposition, v.name FROM touch t"
                " JOIN rulebook_version v ON v.id = t.rulebook_version_id WHERE t.id = ? AND t.in_force",
                (touch_id,),
            )
            if found is None:
                raise StoreError(Trouble.UNKNOWN_TOUCH, id=touch_id)
            customer, at, result, disposition, book = found
            customer = loading.standing(tx, customer)
            if result is None and disposition != Disposition.REFUSED.value:
                raise StoreError(Trouble.NO_RESULT)
            rule = f"{book}.appeal"
            known = tx.value(
                "SELECT id FROM kase WHERE customer_id = ? AND rule = ? AND caused_at = ?", (customer, rule, at)
            )
            if known is not None:
                return int(known)
            key = tx.insert(
                Kase,
                customer=customer,
                kind=CaseKind.APPEAL.value,
                rule=rule,
                caused_at=at,
                opened_at=now,
                state="open",
                raised_by=actor.name,
            )
            _note(tx, key, "opened", remark, actor, now)
            return key

        return self.write(work)

    def assign_case(self, case_id: int, assignee: str, *, remark: str = "", actor: Actor, now: Instant) -> None:
        """Give a case to somebody. Raises ``UNKNOWN_CASE``, ``UNKNOWN_AGENT``, ``ANOTHER_PERSON`` as when closing."""

        def work(tx: Tx) -> None:
            _state(tx, case_id)
            _by_another(tx, case_id, assignee)
            key = people.agent_id(tx, assignee)
            tx.sql("UPDATE kase SET state = 'assigned', assignee_id = ?, closed_at = NULL WHERE id = ?", (key, case_id))
            _note(tx, case_id, "assigned", f"{assignee} {cleaning.note(remark)}".strip(), actor, now)

        self.write(work)

    def close_case(self, case_id: int, remark: str, *, actor: Actor, now: Instant) -> None:
        """Close a case with a remark; a closed one stays as it is. Raises ``UNKNOWN_CASE``.

        An appeal is reviewed by another person than who called and who appealed: ``ANOTHER_PERSON`` (RULES R15).
        """

        def work(tx: Tx) -> None:
            if _state(tx, case_id) != "closed":
                _by_another(tx, case_id, actor.name)
                tx.sql("UPDATE kase SET state = 'closed', closed_at = ? WHERE id = ?", (now, case_id))
                _note(tx, case_id, "closed", remark, actor, now)

        self.write(work)

    def findings(self, *, campaign: str | None = None, since: Instant | None = None) -> tuple[FindingRow, ...]:
        """The supervisor's ledger, newest first (RULES R4): the findings that stand. Raises ``UNKNOWN_CAMPAIGN``."""

        def work(tx: Tx) -> tuple[FindingRow, ...]:
            where, params = ["f.voided_at IS NULL", "f.caused_at >= ?"], [-(2**62) if since is None else since]
            if campaign is not None:
                where.append("c.campaign_id = ?")
                params.append(frames.kept_named(tx, campaign).id)
            rows = tx.rows(
                "SELECT f.id, c.ref, c.name, k.name, k.zone, f.rule, f.caused_at, f.agent, f.amount FROM finding f"
                " JOIN customer c ON c.id = f.customer_id JOIN campaign k ON k.id = c.campaign_id"
                f" WHERE {' AND '.join(where)} ORDER BY f.caused_at DESC, f.id DESC",
                params,
            )
            return tuple(FindingRow(*row) for row in rows)

        return self.read(work)

    def tasks(
        self, *, now: Instant, agent: str | None = None, campaign: str | None = None, limit: int | None = None
    ) -> tuple[TaskRow, ...]:
        """Due obligations that stand in no dial queue: SMS, visits, letters, answers (RULES §2.3); first breach first.

        With ``agent`` those of their own customers and the pool. Raises ``UNKNOWN_AGENT``, ``UNKNOWN_CAMPAIGN``.
        """
        self.tick(now, budget=_CATCH_UP, campaign=campaign)

        def work(tx: Tx) -> tuple[TaskRow, ...]:
            campaigns = frames.selected(tx, campaign)
            where = f"NOT o.dialled AND o.due_at <= ? AND o.edition_id IN ({frames.counting(campaigns.values())})"
            params: list[object] = [now]
            if agent is not None:
                where += " AND (c.owner_id IS NULL OR c.owner_id = ?)"
                params.append(people.agent_id(tx, agent))
            rows = tx.rows(
                f"SELECT c.ref, c.name, c.company, {PLAN_TIER}, {_PHONE}, a.name, c.campaign_id, {placing.OWED}"
                " FROM obligation o JOIN customer c ON c.id = o.customer_id LEFT JOIN agent a ON a.id = c.owner_id"
                f" WHERE {where} ORDER BY o.breach_at, c.ref, o.rule LIMIT ?",
                [*params, NO_LIMIT if limit is None else limit],
            )
            return tuple(
                TaskRow(
                    ref=row[0],
                    name=row[1],
                    company=row[2],
                    tier=row[3],
                    phone=row[4] or "",
                    owner=row[5],
                    campaign=campaigns[row[6]].name,
                    zone=campaigns[row[6]].frame.zone,
                    country=campaigns[row[6]].frame.country,
                    obligation=placing.obligation_of(row[7:]),
                )
                for row in rows
            )

        return self.read(work)


def _state(tx: Tx, case_id: int) -> str:
    found: str | None = tx.value("SELECT state FROM kase WHERE id = ?", (case_id,))
    if found is None:
        raise StoreError(Trouble.UNKNOWN_CASE, id=case_id)
    return found


def _by_another(tx: Tx, case_id: int, reviewer: str) -> None:
    """Raises ``ANOTHER_PERSON`` where an appeal would be reviewed by who called or who appealed (RULES R15)."""
    row = tx.row("SELECT kind, customer_id, caused_at, raised_by FROM kase WHERE id = ?", (case_id,))
    if row is None or row[0] != CaseKind.APPEAL.value:
        return
    _, customer, caused_at, raised_by = row
    callers = tx.rows(
        "SELECT a.name FROM touch t JOIN agent a ON a.id = t.agent_id JOIN customer c ON c.id = t.customer_id"
        " WHERE (c.id = ? OR c.survivor_id = ?) AND t.at = ?",
        (customer, customer, caused_at),
    )
    if reviewer in {raised_by, *(name for (name,) in callers)}:
        raise StoreError(Trouble.ANOTHER_PERSON, actor=reviewer)


def _note(tx: Tx, case_id: int, action: str, remark: str, actor: Actor, now: Instant) -> None:
    tx.insert(CaseStep, kase=case_id, at=now, actor=actor.name, action=action, remark=cleaning.note(remark))
    tx.touch()
