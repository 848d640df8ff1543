"""The law of one day on paper: a head, and a table for each part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.law import tables
from cli.law.data import Shown
from cli.law.names import days
from cli.output import WIDTH, console, lines, pairs
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.console import Console


class Paper:
    """Prints the law of one day. `full` also prints what is left out of the whole: each provision's summary."""

    def __init__(self, shown: Shown, lang: Lang, *, full: bool) -> None:
        self._shown = shown
        self._lang: Lang = lang
        self._full = full
        self._out: Console = console()

    def print(self, names: Sequence[str]) -> None:
        """The head, then the parts of these names."""
        self._title(say("law.title", self._lang, day=self._shown.day))
        self._out.print(pairs(self._head()))
        for name in names:
            part: Any = self._shown.part(name)
            self._out.print()
            key = f"law.part.{name}"
            count = len(part) if isinstance(part, list) else part["year"]
            still_open = sum(each["open"] for each in part) if name == "readings" else 0
            self._out.print(lines((say(key, self._lang, n=count, open=still_open), "bold")))
            if not part:
                self._out.print(lines((say("law.none", self._lang), "dim")))
                continue
            tables.print_part(self._out, name, part, self._shown, self._lang, full=self._full)

    def _title(self, text: str) -> None:
        self._out.print(lines((text, "bold")))
        self._out.print(lines(("═" * min(self._out.width, WIDTH), "dim")))

    def _head(self) -> list[tuple[str, str | None]]:
        from domain.wording import term

        lang, head = self._lang, self._shown.head()
        regime: Any = head["regime"]
        taken = say("law.intake" if regime["intake"] else "law.no_intake", lang)
        book = say(
            "law.book",
            lang,
            id=regime["id"],
            name=term(regime["id"], lang),
            days=days(regime["submitted"], lang),
            intake=taken,
        )
        held = {"from": head["since"], "to": head["until"]}
        return [
            (say("law.regime", lang), book),
            ("", regime["text"][lang]),
            (say("law.unchanged", lang), days(held, lang)),
            (say("law.digest", lang), str(head["digest"])),
            (say("law.source", lang), _source(lang)),
        ]


def _source(lang: Lang) -> str:
    from domain.law.loader import setting_of_process

    setting = setting_of_process()
    if not setting:
        return say("law.packaged", lang)
    key = "law.added" if setting.startswith("+") else "law.instead"
    return say(key, lang, folder=setting.lstrip("+"))
