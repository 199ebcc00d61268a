"""Staff lists: who works here, with role, unit, line and user of the operating system."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from callcenter.importing.drafts import Rejection
from callcenter.importing.file_reader import open_book
from callcenter.importing.headings import heading_form
from callcenter.locale import _
from callcenter.model import Role, SalesLine
from callcenter.wording import problems

_Member = TypeVar("_Member", bound=StrEnum)

_HEADINGS = {
    "name": "name agent agentname 姓名 名字 员工 员工姓名 坐席",
    "role": "role position 角色 权限",
    "team": "team unit group department branch 团队 小组 部门 分公司 班组",
    "line": "line business 条线 业务线",
    "os_user": "osuser login username account 登录名 系统用户 账号",
}
_FIELDS = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_WORDS: dict[str, StrEnum] = {
    "坐席": Role.AGENT,
    "客服": Role.AGENT,
    "主管": Role.SUPERVISOR,
    "班长": Role.SUPERVISOR,
    "经理": Role.MANAGER,
    "管理员": Role.ADMIN,
    "销售": SalesLine.SALES,
    "服务": SalesLine.SERVICE,
}


class Member(Struct, frozen=True):
    """A person of the list; None = the list says nothing of it."""

    name: str
    role: Role | None
    team: str | None
    line: SalesLine | None
    os_user: str | None


class StaffFault(Struct, frozen=True):
    """A row that cannot be taken, with the number of its line."""

    line: int
    reason: str


def read(file: str) -> tuple[list[Member], list[StaffFault]]:
    """Read a list; with a fault anywhere, nobody of it is to be taken. Raises as :func:`open_book` does."""
    people: list[Member] = []
    faults: list[StaffFault] = []
    fields: list[str | None] | None = None
    with open_book(Path(file)) as book:
        for row in book.rows():
            if isinstance(row, Rejection):
                faults.append(StaffFault(row.line, problems.row_fault(row.code, row.params)))
                continue
            cells = [str(cell).strip() for cell in row.cells]
            if not any(cells):
                continue
            if fields is None:
                fields = [_FIELDS.get(heading_form(cell)) for cell in cells]
                if "name" not in fields:
                    return [], [StaffFault(row.line, _("no name column"))]
                continue
            given = {field: cell for field, cell in zip(fields, cells, strict=False) if field is not None and cell}
            try:
                people.append(_member(given))
            except ValueError as error:
                faults.append(StaffFault(row.line, str(error)))
    return people, faults


def _member(given: dict[str, str]) -> Member:
    if "name" not in given:
        raise ValueError(_("enter a name"))
    role, line = _one_of(Role, given.get("role")), _one_of(SalesLine, given.get("line"))
    return Member(given["name"], role, given.get("team"), line, given.get("os_user"))


def _one_of(kind: type[_Member], text: str | None) -> _Member | None:
    if text is None:
        return None
    meant = _WORDS.get(text, text.casefold())
    try:
        return kind(meant)
    except ValueError:
        known = ", ".join(member.value for member in kind)
        raise ValueError(_('"{value}" is not one of {known}').format(value=text, known=known)) from None
