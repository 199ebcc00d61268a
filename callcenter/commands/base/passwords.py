"""Passwords as they are typed: without an echo, twice; or as one line of a pipe."""

from __future__ import annotations

import sys

import click

from callcenter.commands.base.context import BadUse
from callcenter.locale import _
from callcenter.views.people.people import check_password


def asked_password() -> str:
    """A new password, checked before anything is done. Raises :class:`BadUse` where the two differ, or a pipe holds
    none, and ``WEAK_PASSWORD``."""
    typed = _typed()
    check_password(typed)
    return typed


def _typed() -> str:
    if not sys.stdin.isatty():
        typed = sys.stdin.readline().rstrip("\r\n")
        if not typed:
            raise BadUse(_("the password is read from standard input, which is empty"))
        return typed
    first: str = click.prompt(_("password"), hide_input=True, err=True)
    if click.prompt(_("password again"), hide_input=True, err=True) != first:
        raise BadUse(_("the passwords do not match"))
    return first
