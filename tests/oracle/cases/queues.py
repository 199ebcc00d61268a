"""Order of the queue. (See the package for the format.)"""

from __future__ import annotations

from typing import Any

from tests.oracle.cases.words import call, good, inquired

BLOCK_BOOK = [
    inquired("a-unreached", "A", "2026-03-01 09:00"),  # first_call breached 2 Mar 09:00
    inquired("a-reached", "A", "2026-03-01 08:00", call("2026-03-01 10:30", "refused")),  # 2 Mar 08:00; within 7d
    inquired("c", "C", "2026-03-01 10:00"),  # 2 Mar 10:00
    inquired("none", None, "2026-03-01 09:30"),  # 2 Mar 09:30
    {"customer": {"ref": "none-signed", "tier": None, "stage": "signed", "created_at": "2026-01-01 10:00"}},  # 1 Feb
    inquired("d-key", "D", "2026-03-01 11:00", key=True),  # 2 Mar 11:00
]

QUEUES: list[dict[str, Any]] = [
    {
        "name": "the lanes in their order, and each in its own",
        "because": "promised by breach; fresh newest first; breached: block 09:30-11:30 prefers A, B, key, then tier",
        "members": [
            inquired("due", "C", "2026-02-27 09:00", good("2026-02-27 10:05"), good("2026-02-28 10:05")),  # N+4 = 3 Mar
            inquired("retry-d", "D", "2026-03-02 16:30", call("2026-03-02 17:00", "no_answer")),
            inquired("retry-b", "B", "2026-03-02 16:40", call("2026-03-02 17:10", "no_answer")),
            inquired("late-c", "C", "2026-03-01 09:00"),
            inquired("late-e-key", "E", "2026-03-01 15:00", key=True),
            inquired("late-b", "B", "2026-03-01 12:00"),
            inquired("fresh-1", "A", "2026-03-03 09:00"),
            inquired("fresh-2", "E", "2026-03-03 10:00"),
            inquired("promised-2", "A", "2026-03-02 09:00", good("2026-03-02 10:05", callback_at="2026-03-03 10:20")),
            inquired("promised-1", "E", "2026-03-02 09:00", good("2026-03-02 10:05", callback_at="2026-03-03 10:15")),
            inquired("lost", "A", "2026-03-01 09:00", stage="lost"),
        ],
        "at": "2026-03-03 10:30",
        "order": [
            ("promised-1", "promised", "callback"),
            ("promised-2", "promised", "callback"),
            ("fresh-2", "fresh", "first_call"),
            ("fresh-1", "fresh", "first_call"),
            ("late-b", "breached", "first_call"),
            ("late-e-key", "breached", "first_call"),
            ("late-c", "breached", "first_call"),
            ("retry-b", "retry", "retry"),
            ("retry-d", "retry", "retry"),
            ("due", "due", "intro.N+4"),
        ],
    },
    {
        "name": "the block of 11:30: maintenance and low intent",
        "because": "A reached within 7d and C, D are preferred, then the signed one without a tier; then A, then none",
        "members": BLOCK_BOOK,
        "at": "2026-03-03 11:30",
        "order": [
            ("a-reached", "breached", "first_call"),
            ("c", "breached", "first_call"),
            ("d-key", "breached", "first_call"),
            ("none-signed", "breached", "signed"),
            ("a-unreached", "breached", "first_call"),
            ("none", "breached", "first_call"),
        ],
    },
    {
        "name": "the last second before 11:30: high intent and key",
        "because": "both A by breach (08:00, 09:00), the key D; then C; those without a tier by breach (1 Feb, 2 Mar)",
        "members": BLOCK_BOOK,
        "at": "2026-03-03 11:29:59",
        "order": [
            ("a-reached", "breached", "first_call"),
            ("a-unreached", "breached", "first_call"),
            ("d-key", "breached", "first_call"),
            ("c", "breached", "first_call"),
            ("none-signed", "breached", "signed"),
            ("none", "breached", "first_call"),
        ],
    },
    {
        "name": "17:00: a window without a block prefers nobody",
        "because": "tier, then breach",
        "members": BLOCK_BOOK,
        "at": "2026-03-03 17:00",
        "order": [
            ("a-reached", "breached", "first_call"),
            ("a-unreached", "breached", "first_call"),
            ("c", "breached", "first_call"),
            ("d-key", "breached", "first_call"),
            ("none-signed", "breached", "signed"),
            ("none", "breached", "first_call"),
        ],
    },
    {
        "name": "ties by ref as bytes",
        "because": "UTF-8: B = 42, Z = 5A, a = 61, é = C3 A9, 中 = E4 B8 AD",
        "members": [inquired(ref, "C", "2026-03-02 09:00") for ref in ("中", "é", "a", "Z", "B")],
        "at": "2026-03-02 10:00",
        "order": [(ref, "fresh", "first_call") for ref in ("B", "Z", "a", "é", "中")],
    },
    {
        "name": "outside the windows only promises are offered",
        "because": "12:30: the callback of 12:20; nobody else",
        "members": [
            inquired("fresh", "A", "2026-03-03 09:00"),
            inquired("promised", "C", "2026-03-02 09:00", good("2026-03-02 10:05", callback_at="2026-03-03 12:20")),
        ],
        "at": "2026-03-03 12:30",
        "order": [("promised", "promised", "callback")],
    },
]
