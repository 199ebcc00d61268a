"""The script of a call in line mode: read step by step, each ticked off as it is done."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from callcenter.call.controller import CallController, Commands
from callcenter.linear.console import folded
from callcenter.linear.dialogue import Dialogue
from callcenter.locale import _
from callcenter.views.worklists.scripts import FilledScript, PartKind, ScriptUse, TickedStep


class ScriptDialogue:
    """Reading of the scripts for a call. ``over``: the call was closed meanwhile."""

    def __init__(
        self,
        dialogue: Dialogue,
        controller: CallController,
        carry_out: Callable[[Commands], None],
        over: Callable[[], bool],
    ) -> None:
        self._dialogue = dialogue
        self._controller = controller
        self._carry_out = carry_out
        self._over = over

    def run(self) -> None:
        """Read the script that was begun or is proposed, from its first open step on."""
        shelf, draft, used = self._controller.context.shelf, self._controller.draft, self._controller.ticks.made
        known = {one.id: one for one in shelf.scripts}
        begun = draft.script or (used[-1].script if used else next(iter(shelf.proposed), ""))
        script = known.get(begun) or self._choose()
        while script is not None:
            draft.script = script.id
            script = self._choose() if self._read(script) else None

    def _choose(self) -> FilledScript | None:
        shelf = self._controller.context.shelf
        first = [one for one in shelf.scripts if one.id in shelf.proposed]
        others = [one for one in shelf.scripts if one.id not in shelf.proposed]
        return self._dialogue.pick([*first, *others], lambda one: one.title)

    def _read(self, script: FilledScript) -> bool:
        """Read a script; True where another one is wanted."""
        dialogue = self._dialogue
        dialogue.facts([(_("script"), script.title)])
        step = 0
        for part in script.parts:
            if part.kind is not PartKind.STEP:
                label = _("say") if part.kind is PartKind.SAY else _("advice")
                if step == 0 or step not in self._ticked(script):
                    dialogue.facts([(label, part.text)])
                continue
            if step and step not in self._ticked(script):
                answer = self._ask_step(script, step)
                if answer is not None:
                    return answer
            step += 1
            if step not in self._ticked(script):
                label = _("step {n} of {all}").format(n=step, all=len(script.steps))
                dialogue.facts([(label, part.text)])
        if step and step not in self._ticked(script):
            answer = self._ask_step(script, step)
            if answer is not None:
                return answer
        dialogue.say(_("End of the script."))
        return False

    def _ask_step(self, script: FilledScript, step: int) -> bool | None:
        """Ask whether a step is done. None = go on reading, False = back to the call, True = another script."""
        label = _("Enter to tick off; s to skip; u to untick the last; o for another script; 0 to go back")
        typed = self._dialogue.ask(label, until=self._over)
        match folded(typed or "").casefold():
            case "" if typed is not None:
                self._tick_off(script, step)
            case "s":
                pass
            case "u":
                self._untick(script)
                return self._read(script)
            case "o":
                return True
            case _:
                return False
        return None

    def _ticked(self, script: FilledScript) -> frozenset[int]:
        return frozenset(one.number for use in self._uses_of(script) for one in use.ticked)

    def _uses_of(self, script: FilledScript) -> tuple[ScriptUse, ...]:
        made = self._controller.ticks.made
        return tuple(use for use in made if (use.script, use.digest) == (script.id, script.digest))

    def _untick(self, script: FilledScript) -> None:
        """Untick the step that was ticked off last."""
        made, before = self._controller.ticks.made, self._uses_of(script)
        if before:
            left = replace(before[0], ticked=before[0].ticked[:-1])
            uses = (left if use is before[0] else use for use in made)
            self._carry_out(self._controller.tick_off(tuple(use for use in uses if use.ticked)))

    def _tick_off(self, script: FilledScript, step: int) -> None:
        done = TickedStep(step, script.steps[step - 1], self._dialogue.now)
        made, before = self._controller.ticks.made, self._uses_of(script)
        if before:
            ticked = tuple(sorted((*before[0].ticked, done), key=lambda one: one.number))
            uses = tuple(replace(use, ticked=ticked) if use is before[0] else use for use in made)
        else:
            uses = (*made, ScriptUse(script.id, script.digest, script.title, len(script.steps), (done,)))
        self._carry_out(self._controller.tick_off(uses))
