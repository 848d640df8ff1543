"""Names of natural persons in what a command prints: read once for each command, with a trace in the journal."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

import typer

from cli.errors import CliError
from cli.texts import Lang, language, say
from domain.actors import Actor, Role
from domain.persons import PERSON, resolved

if TYPE_CHECKING:
    from cli.context import Place
    from ledger import Ledger

Persons = dict[str, dict[str, str | None]]
"""By id: `zh` and `en`, and for a person whose name was erased `erased`, the instant."""

_BUSY = 0.5
"""Seconds that a reading command waits for its place in the journal."""

_MOST = 128


def operator() -> Actor:
    """Who runs this command: the account on the machine, for `FENDUAN_ORGANISATION`."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError):
        account = str(os.getuid())
    person = re.sub(r"[^A-Za-z0-9._-]", "-", f"os.{account}")[:64]
    organisation = os.environ.get("FENDUAN_ORGANISATION") or "operations"
    return Actor(person=person, role=Role.OPERATOR, organisation=organisation)


def persons_of(place: Place, ledger: Ledger, ids: Collection[str], purpose: str) -> Persons:
    """The names of these persons. Where their reading cannot be recorded they stay ids, and the command says so."""
    from gateway.persons import erasure, read_names
    from ledger import LedgerError

    shown: Persons = {}
    for each in sorted(ids):
        if receipt := erasure(ledger, each):
            shown[each] = {"zh": None, "en": None, "erased": receipt.recorded.isoformat()}
    there = [each for each in ids if each not in shown and ledger.person_name(each)]
    try:
        for at in range(0, len(there), _MOST):
            with place.ledger(busy=_BUSY) as journal:
                found = read_names(journal, there[at : at + _MOST], operator(), purpose)
            shown |= {id_: {"zh": name.name_zh, "en": name.name_en} for id_, name in found.items()}
    except (LedgerError, CliError) as error:
        typer.echo(say("persons.not_shown", language(), why=error), err=True)
    return dict(sorted(shown.items()))


def person(id_: str, persons: Persons, lang: Lang) -> str:
    """The person's name in that language, or else in the other; that it was erased; or the id."""
    names = persons.get(id_, {})
    if names.get("erased"):
        return say("persons.erased", lang, id=id_)
    return names.get(lang) or names.get("zh") or names.get("en") or id_


def told(text: str, persons: Persons, lang: Lang) -> str:
    """The text with names in place of references."""
    if PERSON.search(text) is None:
        return text
    return resolved(text, {id_: person(id_, persons, lang) for id_ in persons})
