"""Parts that the cases of several rulebooks share."""

from __future__ import annotations

from typing import Any

CLOSED_HOLIDAYS = {"closed_holidays": True}


def email(at: str, **more: Any) -> dict[str, Any]:
    return {"at": at, "channel": "email", **more}
