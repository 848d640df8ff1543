"""`fenduan person show`: the names that are kept of a person, and where the ledger tells of that person."""

from __future__ import annotations

from datetime import datetime

from cli.output import DataOption, JsonOption, LangOption, console, language, lines, print_json
from cli.person.found import PersonArgument


def show(
    person: PersonArgument, *, data: DataOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """Show what is held about a person. That the names were read is recorded in the journal."""
    from cli.context import Place
    from cli.days import clock
    from cli.errors import NotSoError, Sentence
    from cli.person.found import mentions, person_id
    from cli.persons import person as named
    from cli.persons import persons_of
    from cli.texts import say

    reader, place = language(lang), Place.at(data)
    with place.ledger() as ledger:
        id_ = person_id(ledger, person)
        where = mentions(ledger, id_)
        names = persons_of(place, ledger, {id_}, "person show")
        kept = ledger.person_name(id_) is not None
    if not where and not names and not kept:
        raise NotSoError("unknown_person", Sentence.of("error.no_person"), field="PERSON")
    entry = names.get(id_, {"zh": None, "en": None})
    if as_json:
        print_json({"person": id_, **entry, "erased": entry.get("erased"), "events": where})
        return
    out = console()
    both = [each for each in (entry["zh"], entry["en"]) if each]
    out.print(lines((" · ".join(both) or named(id_, names, reader), "bold"), (id_, "dim") if both else None))
    out.print(
        lines(
            *(
                say("person.in" if n > 1 else "person.in.1", reader, stream=stream, n=n)
                for stream, n in where.items()
            )
        )
    )
    if erased := entry.get("erased"):
        out.print(lines(say("person.erased_at", reader, instant=clock(datetime.fromisoformat(erased)))))
