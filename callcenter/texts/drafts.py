"""A message as it would go to one customer now: the prepared text, filled, in their language."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from callcenter.locale import Language
from callcenter.model import Channel, Instant, Obligation
from callcenter.texts.fields import Sender, known, language_of
from callcenter.texts.library import FileProblem, Message, TextLibrary
from callcenter.texts.templates import TextProblem
from callcenter.views.customers.customer import CustomerView

_EMAIL_COLUMNS = frozenset({"email", "e-mail", "mail", "邮箱", "电子邮箱", "电子邮件", "邮件"})
_ADDRESS_COLUMNS = frozenset({"address", "postal address", "地址", "通讯地址", "联系地址", "收货地址"})


class Draft(Struct, frozen=True):
    """``problem``: why the team's own text is not the one in ``message``. ``email``, ``address``: '' where the
    customer's columns have none; ``phone`` is the one to write to."""

    message: Message
    language: Language
    email: str = ""
    address: str = ""
    problem: TextProblem | FileProblem | None = None
    phone: str = ""


def draft(
    library: TextLibrary,
    customer: CustomerView,
    owed: Obligation,
    sender: Sender,
    *,
    now: Instant,
    language: Language | None = None,
) -> Draft:
    """The message for an obligation; ``language`` None = the customer's own."""
    written = language or language_of(customer)
    email, address = _column(customer.attributes, _EMAIL_COLUMNS), _column(customer.attributes, _ADDRESS_COLUMNS)
    found = library.for_rule(owed, written)
    facts = known(customer, sender, language=written, now=now, owed=owed)
    message = found.prepared.fill(facts)
    if not signed(message.body, owed, sender.agent):
        message = Message(message.subject, f"{message.body}\n{sender.agent}")
    if owed.channel is Channel.SMS and message.subject:
        message = Message("", message.body)  # an SMS has no subject
    return Draft(message, written, email, address, found.problem, customer.number)


def signed(text: str, owed: Obligation, agent: str) -> bool:
    """Tell whether a text bears the name that its rule asks for (docs/rules.md#r19); of other rules every text does."""
    return not owed.ground.params.get("personal") or agent in text


def _column(attributes: Mapping[str, str], names: frozenset[str]) -> str:
    return next((value.strip() for key, value in attributes.items() if key.strip().casefold() in names), "")
