"""The rules that a campaign runs under, in words, and what each of them asks for right now (``b``)."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from callcenter.access import Right
from callcenter.locale import N_, _
from callcenter.model import Channel, Instant
from callcenter.rulebook.book import Rulebook
from callcenter.screens.frame.desk import Desk, DeskScreen
from callcenter.screens.reference.rule_customers import RuleCustomersScreen, whose
from callcenter.views.upkeep.campaigns import CampaignRow
from callcenter.views.worklists.rules import RuleCount
from callcenter.widgets.base.commands import KeyCommand, Mention, Offers
from callcenter.widgets.lines.bar import words
from callcenter.widgets.lines.said_line import SaidLine
from callcenter.widgets.lists.line_list import LineList
from callcenter.widgets.lists.rule_list import RuleList
from callcenter.wording import times
from callcenter.wording.rulebooks import rulebook_words

_CALLS = ("appointment.call", "appointment.no_show", "callback", "hand_on", "retry")


class _Shown(Struct, frozen=True):
    """A campaign with its rules and their counts; ``lags``: plans are behind, so there may be more of each."""

    campaign: CampaignRow
    book: Rulebook
    counts: tuple[RuleCount, ...]
    lags: bool


class RulebookScreen(DeskScreen[None]):
    """The rules with their counts above, the words of the highlighted one below. Enter goes to its customers."""

    CSS_PATH = "rulebook.tcss"
    AUTO_FOCUS = "#rules"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]
    offers: ClassVar[Offers] = (
        Mention("list.open", N_("show customers")),
        KeyCommand(
            "rulebook.campaign",
            "c,f2",
            "campaign",
            N_("next campaign"),
            N_("rules of the next campaign"),
            when="has_campaigns",
        ),
        KeyCommand(
            "rulebook.next_part",
            "tab",
            "app.focus_next",
            N_("next pane"),
            N_("next pane: rules, wording"),
        ),
        Mention("app.back", N_("back")),
        Mention("app.find", N_("find")),
        Mention("app.help", N_("help")),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._campaign = desk.campaign
        self._campaign_shown: str | None = None
        self._campaigns: tuple[str, ...] = ()
        self._book: Rulebook | None = None
        self._sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
        self._changes_at: Instant | None = None
        self._explained = ""

    def compose(self) -> ComposeResult:
        yield self.header()
        yield self.banner()
        yield SaidLine(style="bold", id="which")
        yield RuleList(id="rules")
        with VerticalScroll(id="words", can_focus=True):
            yield Static(id="said", markup=False)
        yield self.footer()

    @property
    def list(self) -> RuleList:
        """The rules."""
        return self.query_one(RuleList)

    @property
    def has_campaigns(self) -> bool:
        """Tell whether there is another campaign."""
        return len(self._campaigns) > 1

    def refill(self) -> None:
        store, wanted, agent = self.desk.store, self._campaign, seen_by(self.desk)

        def ask(now: Instant) -> tuple[tuple[CampaignRow, ...], _Shown | None]:
            campaigns = store.campaigns.all()
            campaign = next((one for one in campaigns if one.name == wanted), next(iter(campaigns), None))
            if campaign is None:
                return campaigns, None
            book, lags = store.campaigns.book(campaign.name), store.queue.behind(now=now, campaign=campaign.name).lags
            counts = store.rule_counts.all(campaign.name, rulebook_words.rule_ids(book), now=now, agent=agent)
            return campaigns, _Shown(campaign, book, counts, lags)

        self._changes_at = None
        self.read(ask, self._show, group="rules")

    def _show(self, answer: tuple[tuple[CampaignRow, ...], _Shown | None]) -> None:
        campaigns, shown = answer
        self._campaigns = tuple(one.name for one in campaigns)
        self._book = None if shown is None else shown.book
        self.refresh_bindings()
        if shown is None:
            self._sections = ()
            self.query_one("#which", SaidLine).say("")
            self.list.set_empty(_("No campaign yet, so no rules apply."))
            self.list.show_rules((), (), self.desk.now)
            return
        campaign, book, counts = shown.campaign, shown.book, shown.counts
        if campaign.name != self._campaign_shown:
            # Another book: its first rule is looked at first, wherever the cursor was.
            self.list.set_rows(())
        self._campaign = self._campaign_shown = campaign.name
        self._sections = rulebook_words.sections(book)
        self._changes_at = min((at for one in counts for at in (one.next_due, one.next_breach) if at), default=None)
        breached = sum(one.breached for one in counts)
        counted = (_("! {breached} overdue, {open} open") if breached else _("{open} open")).format(
            breached=times.number(breached, at_least=shown.lags),
            open=times.number(sum(one.open for one in counts), at_least=shown.lags),
        )
        title = _("{title}, version {n}").format(title=rulebook_words.title(book), n=campaign.version)
        said = (campaign.name, whose(counted, seen_by(self.desk)), title)
        self.query_one("#which", SaidLine).say(" | ".join(said))
        channels = {one.id: one.channel for one in book.rules}
        channels |= {f"{book.name}.{name}": Channel.CALL for name in _CALLS}
        channels[f"{book.name}.appointment.confirm"] = Channel.ANY
        self.list.show_rules(
            ((one, channels.get(one.rule)) for one in counts),
            [heading for heading, _body in self._sections],
            self.desk.now,
            lags=shown.lags,
        )
        self._explain()

    def _explain(self) -> None:
        rule, heading = self.list.rule, self.list.heading
        if self._book is None:
            said: tuple[str, ...] = ()
        elif rule is not None:
            said = rulebook_words.rule(self._book, rule)
        else:
            said = () if heading is None else self._sections[heading][1]
        text = "\n".join(said)
        if text == self._explained:
            return
        self._explained = text
        self.query_one("#said", Static).update(Content("\n").join(map(words, said)))
        self.query_one("#words").scroll_home(animate=False)

    def tick(self, now: Instant) -> None:
        super().tick(now)
        if self._changes_at is not None and now >= self._changes_at:
            self.refill()

    def on_line_list_highlighted(self, event: LineList.Highlighted) -> None:
        self._explain()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        rule = self.list.rule
        if rule is not None and self._book is not None and self._campaign is not None:
            asked = rulebook_words.rule(self._book, rule)[0]
            self.app.push_screen(RuleCustomersScreen(self.desk, self._campaign, rule, asked, seen_by(self.desk)))

    def action_campaign(self) -> None:
        """Show the next campaign by name, and after the last the first."""
        here = self._campaigns.index(self._campaign) if self._campaign in self._campaigns else -1
        self._campaign = self._campaigns[(here + 1) % len(self._campaigns)]
        self.refill()


def seen_by(desk: Desk) -> str | None:
    """Return the agent whose customers are shown, with the pool; None = everybody's, to who may see them."""
    return None if desk.session.may(Right.SEE_ALL_CUSTOMERS) else desk.session.name
