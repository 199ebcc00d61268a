"""Modules that importing a CSV must not pay for."""

from __future__ import annotations

import subprocess
import sys


def test_the_room_loads_neither_telephone_tables_nor_excel_nor_the_screen() -> None:
    code = "import sys, callcenter.importing.books; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "callcenter.importing.books" in loaded
    for heavy in ("phonenumbers", "python_calamine", "callcenter.importing.sheets", "textual", "peewee", "pendulum"):
        assert heavy not in loaded
