"""Which person is meant, and where the ledger tells of that person."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import NotSoError, Sentence, wrong
from domain.persons import PERSON, NamesRead, persons_in

if TYPE_CHECKING:
    from ledger import Envelope, Ledger, Raw

PersonArgument = Annotated[
    str, typer.Argument(metavar="PERSON", help="Id of the person, or the exact name where only one has it.")
]
_BATCH = 4096


def person_id(ledger: Ledger, given: str) -> str:
    """The id that is meant. Raises InputError for a name that several have, NotSoError for one that nobody has."""
    text = given.strip()
    same = [each.person for each in ledger.people() if text in {each.name_zh, each.name_en} and text]
    if len(same) > 1:
        raise wrong("several_persons", "PERSON", same)
    if same:
        return same[0]
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", text):
        raise NotSoError("unknown_person", Sentence.of("error.no_person"), field="PERSON")
    return text


def mentions(ledger: Ledger, person: str) -> dict[str, int]:
    """In how many events of which streams the person stands, the log of names that were read left out.

    A reference is found wherever it stands, any other id only in a field for persons: it could be a word of a text.
    An event that cannot be read counts where it holds the id at all.
    """
    whole = re.compile(rb"(?<![A-Za-z0-9._-])" + re.escape(person.encode()) + rb"(?![A-Za-z0-9._-])")
    anywhere = PERSON.fullmatch(person) is not None
    found: Counter[str] = Counter()
    after = 0
    while rows := ledger.rows_after(after, _BATCH):
        told = (row for row in rows if row.topic != NamesRead.topic and whole.search(row.state))
        found.update(row.stream for row in told if anywhere or _of(ledger.shown(row), person))
        after = rows[-1].sequence
    return dict(sorted(found.items()))


def _of(event: Envelope | Raw, person: str) -> bool:
    from ledger import Envelope

    if not isinstance(event, Envelope):
        return True
    return person in {*persons_in(event.event), *persons_in(event.metadata.actor)}
