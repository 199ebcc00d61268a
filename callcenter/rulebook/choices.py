"""The words among which a key of a rulebook must choose, read from the types that it is converted to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec


def choices(kind: Any, path: str) -> tuple[str, ...]:
    """Return the choices at ``path`` within ``kind`` (``.channel``, ``.any_of[0].tier``), sorted; () where free."""
    found = [msgspec.inspect.type_info(kind)]
    for key in re.findall(r"\.([\w-]+)", path):
        found = [inner for one in found for inner in _below(one, key)]
    return tuple(sorted({word for one in found for word in _words(one)}))


def _below(kind: msgspec.inspect.Type, key: str) -> Iterator[msgspec.inspect.Type]:
    for one in _unfolded(kind):
        if isinstance(one, msgspec.inspect.StructType):
            if one.tag_field == key:
                yield msgspec.inspect.LiteralType((one.tag,))
            yield from (field.type for field in one.fields if field.encode_name == key)


def _words(kind: msgspec.inspect.Type) -> Iterator[str]:
    for one in _unfolded(kind):
        match one:
            case msgspec.inspect.EnumType():
                yield from (str(member.value) for member in one.cls)
            case msgspec.inspect.LiteralType():
                yield from (str(value) for value in one.values)


def _unfolded(kind: msgspec.inspect.Type) -> Iterator[msgspec.inspect.Type]:
    """A type without the lists and alternatives around it."""
    match kind:
        case msgspec.inspect.UnionType():
            for one in kind.types:
                yield from _unfolded(one)
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType():
            yield from _unfolded(kind.item_type)
        case _:
            yield kind
