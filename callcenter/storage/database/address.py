"""Addresses of a store: a file's path, or a server's in libpq's form, and what of one may be shown.

A password never stands in a sentence: what is shown of an address is assembled from its parts, and an address whose
parts cannot be told apart is refused without a word of it.
"""

from __future__ import annotations

import re

from callcenter.views.upkeep.trouble import StoreError, Trouble

_SCHEMES = ("postgresql://", "postgres://")
_HOST = r"(?:\[[0-9A-Fa-f:.]+(?:%[\w.]+)?\]|[^\s:@/?#\[\],]*)(?::[0-9]*)?"
_ADDRESS = rf"""(?x)(?:(?P<user>[^\s:@/?\#\[\]]*)(?::(?P<password>[^\s@/]+))?@)?
    (?P<hosts>{_HOST}(?:,{_HOST})*)
    (?:/(?P<name>[^\s:@/?\#]*))?
    (?:\?(?P<options>\w+=[^\s&\#]*(?:&\w+=[^\s&\#]*)*))?"""


def is_server(address: str) -> bool:
    """Tell whether the address names a PostgreSQL server and not a file."""
    return address.startswith(_SCHEMES)


def server(address: str) -> str:
    """A server's address as libpq takes it. Raises :class:`StoreError` ``BAD_ADDRESS``."""
    _parts(address)
    return f"postgresql://{address.partition('://')[2]}"


def shown(address: str) -> str:
    """The address as it may be shown: without password and options."""
    if not is_server(address):
        return address
    parts = _parts(address)
    user = "" if parts["user"] is None else f"{parts['user']}@"
    name = "" if parts["name"] is None else f"/{parts['name']}"
    return f"postgresql://{user}{parts['hosts']}{name}"


def without_secrets(text: str, address: str) -> str:
    """Return what a driver said of the address, with its password and the values of its options left out."""
    if not is_server(address):
        return text
    from urllib.parse import unquote

    parts = _parts(address)
    values = [parts["password"], *(one.partition("=")[2] for one in (parts["options"] or "").split("&"))]
    for value in filter(None, values):
        for form in {value, unquote(value)}:
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "…", text)
    return text


def _parts(address: str) -> re.Match[str]:
    found = re.fullmatch(_ADDRESS, address.partition("://")[2])
    if found is None:
        raise StoreError(Trouble.BAD_ADDRESS)
    return found
