"""The audit, read and followed."""

from __future__ import annotations

import json

from callcenter.model import Instant
from callcenter.storage.access import chain
from callcenter.storage.access.chain import COLUMNS, AuditLine
from callcenter.storage.access.service import Service
from callcenter.storage.tables.access import AuditTable
from callcenter.views.people.audit import AuditHead, AuditRow, Chain


class Audit(Service, subject="audit"):
    """Verbs that read the audit."""

    def all(self, *, since: Instant = 0, limit: int | None = None) -> tuple[AuditRow, ...]:
        """Acts since an instant, the newest first."""
        lines = AuditTable.select(*COLUMNS).where(AuditTable.at >= since).order_by(AuditTable.seq.desc()).limit(limit)
        return tuple(
            AuditRow(
                *(one.seq, one.at, one.principal, one.origin, one.verb, one.denied, one.subject),
                tuple(sorted({name for of_one in json.loads(one.changes or "{}").values() for name in of_one})),
            )
            for one in self._database.read(lambda tx: tx.all(AuditLine, lines))
        )

    def head(self) -> AuditHead:
        """The last line's number and digest: noted elsewhere, they tell later whether the tail was cut."""
        last = self._database.read(lambda tx: tx.one(AuditLine, chain.last()))
        return AuditHead(0, chain.START) if last is None else AuditHead(last.seq, last.digest)

    def verify(self, noted: AuditHead | None = None) -> Chain:
        """Follow the chain from its first line; ``noted`` is a head that was noted elsewhere."""
        return self._database.read(lambda tx: chain.verified(tx, noted))
