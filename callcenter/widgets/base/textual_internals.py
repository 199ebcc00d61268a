"""Private names of Textual: every use of one, each with its reason. A new version of Textual is held against this."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._styles_cache import StylesCache
from textual.app import App, ReturnType
from textual.dom import DOMNode
from textual.drivers import _writer_thread
from textual.keys import _character_to_key
from textual.notifications import Notification
from textual.screen import Screen
from textual.widget import AwaitMount

from callcenter.widgets.base.terminal_cells import TerminalCells


class PlainTracebackApp(App[ReturnType]):
    """An app whose fatal error shows no variables (they hold passwords and customers), with the terminal's cursor in
    the line that has the focus, for input methods and braille displays; it sends only the cells that change."""

    cells: TerminalCells

    def __init__(self) -> None:
        super().__init__()
        # Past 64 classes and files with styles Textual parses all of them again for each new one, some 40 ms.
        self.stylesheet._parse_cache.maxsize = 1_000

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        # A line tells its place when it gets the focus, before it has been laid out: in the corner, until one types.
        # At its end it counts the cell of its block cursor twice. Its class need not be loaded to be asked.
        line: Any = self.focused
        if hasattr(line, "cursor_screen_offset"):
            past = 1 if getattr(line, "cursor_at_end", False) else 0
            self.cursor_position = line.cursor_screen_offset - (past, 0)
        update: Any = renderable
        if isinstance(renderable, LayoutUpdate):
            update.render_segments = partial(self.cells.whole, renderable.strips)
        elif isinstance(renderable, ChopsUpdate):
            update.render_segments = partial(self.cells.parts, renderable.chops, renderable.chop_ends, renderable.spans)
        super()._display(screen, renderable)

    def _fatal_error(self) -> None:
        # The framework has no setting for ``show_locals``. Rich's traceback takes long to load and is rarely wanted.
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        traceback = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()


def key_of(character: str) -> str:
    """The name of the key of a character. Key names are public, their making is not."""
    return _character_to_key(character)


def adopt_stylesheets(screen: Screen[Any], app: App[Any]) -> None:
    """Let a new screen take the stylesheets as they stand: Textual would parse all of them for it, twice."""
    screen._css_update_count = app._css_update_count


def build_mode(app: App[Any], mode: str) -> None:
    """Do what Textual does when a mode is first changed to, without the change, which shows it."""
    if not app._screen_stacks.get(mode):
        app._init_mode(mode)
        for screen in app.get_screen_stack(mode):
            screen.post_message(events.ScreenSuspend())


def mount_out_of_sight(app: App[Any], screen: Screen[Any]) -> AwaitMount:
    """Mount a screen that is pushed later: ``push_screen`` mounts it only then, while somebody waits."""
    return AwaitMount(screen, app._register(app, screen))


def is_pruning(node: DOMNode) -> bool:
    """Tell whether a node is being removed: it still counts as attached and running."""
    return node._pruning


def let_output_go(app: App[Any]) -> None:
    """Let no write wait any more: without a terminal a full queue would keep program, line and window for good."""
    _writer_thread.MAX_QUEUED_WRITES = 0  # type: ignore[misc]  # for one that begins only now
    if (writer := getattr(app._driver, "_writer_thread", None)) is not None:
        writer._queue.maxsize = 0


def notifications(app: App[Any]) -> list[Notification]:
    """The notices on the screen: there is no public way to ask for their severity."""
    return list(app._notifications)


def clear_styles_cache() -> None:
    """Let go of the styles of closed widgets: meant as one cache of the class, it keeps the lines of a thousand."""
    StylesCache.get_inner_outer.cache_clear()
