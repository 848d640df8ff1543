"""An event that this release cannot read, as every view of the record shows it: a warning, and the stored bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cli.output import lines
from cli.texts import Lang, say

if TYPE_CHECKING:
    from rich.text import Text

    from ledger import Raw

_MOST: Final = 400


def raw(row: Raw, lang: Lang, *, full: bool = False, stream: bool = False) -> Text:
    """The warning, if asked for with the stream, and under it the content as stored, which may be cut short."""
    event = f"{row.stream} {row.version}" if stream else row.version
    warning = say("paper.raw", lang, version=event, topic=row.topic, problem=row.problem)
    stored = row.state.decode("utf-8", "backslashreplace")
    most = len(stored) if full else _MOST
    return lines((warning, "bold red"), stored[:most] + ("…" if len(stored) > most else ""))
