"""The list of breaches. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import inquired

BREACHES: list[dict[str, Any]] = [
    {
        "name": "everything breached, oldest first, then ref, then rule",
        "because": "thanks 3 Mar 00:00 of both, first calls 3 Mar 09:00; the lost one owes nothing",
        "members": [
            inquired("b", "C", "2026-03-02 09:00", owner="Li"),
            inquired("a", "C", "2026-03-02 09:00"),
            inquired("lost", "C", "2026-03-02 09:00", stage="lost"),
        ],
        "at": "2026-03-03 09:00",
        "order": [
            ("a", "thanks_sms", "2026-03-02 09:00", "2026-03-03 00:00"),
            ("b", "thanks_sms", "2026-03-02 09:00", "2026-03-03 00:00"),
            ("a", "first_call", "2026-03-02 09:00", "2026-03-03 09:00"),
            ("b", "first_call", "2026-03-02 09:00", "2026-03-03 09:00"),
        ],
    }
]
