"""A suspended case in words: since when, by whom, for what, on which article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.case.names import articles
from cli.texts import Lang, say
from domain.wording import office, term

if TYPE_CHECKING:
    from domain.case.suspension_file import Suspension


def suspended(held: Suspension | None, lang: Lang) -> str | None:
    """The suspension as one sentence; None where nothing holds the case."""
    if held is None:
        return None
    return say(
        "case.suspended",
        lang,
        since=held.since,
        who=office(held.by.role, held.by.province, None, lang),
        ground=term(held.ground, lang),
        articles=articles(held.basis, lang),
    )
