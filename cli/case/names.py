"""How parties, offices and articles are named in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cli.texts import Lang, say
from domain.law import Law
from domain.law.errors import UnknownProvisionError
from domain.model import ProvisionId
from domain.wording import office, term

if TYPE_CHECKING:
    from domain.actors import Actor
    from domain.dossier import Dossier
    from domain.position import Wait

Names = Mapping[str, str]
"""The Chinese names of companies by the names that the events hold."""


def product(dossier: Dossier, lang: Lang) -> str:
    """The product's name."""
    return (dossier.product.name_zh if lang == "zh" else None) or dossier.product.name


def applicant(dossier: Dossier, lang: Lang) -> str:
    """The applicant's name."""
    return (dossier.applicant.name_zh if lang == "zh" else None) or dossier.applicant.name


def companies(dossier: Dossier | None) -> Names:
    """The Chinese name of each company of the dossier, by its name there."""
    if dossier is None:
        return {}
    agent = dossier.applicant.domestic_agent
    parties = (dossier.applicant, *dossier.cmos, *((agent,) if agent else ()))
    return {party.name: party.name_zh for party in parties if party.name_zh}


def company(name: str, names: Names, lang: Lang) -> str:
    """A company by the name that the events hold."""
    return names.get(name, name) if lang == "zh" else name


def in_chinese(text: str, names: Names, lang: Lang) -> str:
    """A sentence in which companies have their Chinese names, for who reads Chinese."""
    if lang == "zh":
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, names[name])
    return text


def actor(given: Actor, person: str | None, names: Names, lang: Lang) -> str:
    """Who acted: the person if known, the office or the company with the part it plays, and for whom."""
    if given.role == "system":
        return term(given.role, lang)
    if given.province and given.role in {"provincial_agency", "provincial_government"}:
        where = office(given.role, given.province, None, lang)
    elif given.role in {"applicant", "manufacturer"}:
        where = office(given.role, given.province, company(given.organisation, names, lang), lang)
    else:
        where = term(given.role, lang)
    who = say("actor.person", lang, person=person or given.person, where=where)
    return (
        say("actor.behalf", lang, who=who, behalf=company(given.on_behalf_of, names, lang))
        if given.on_behalf_of
        else who
    )


def awaited(wait: Wait, names: Names, lang: Lang) -> str:
    """The office that a stream waits for."""
    organisation = company(wait.organisation, names, lang) if wait.organisation else None
    return office(wait.role, wait.province, organisation, lang)


def shortly(office_: str) -> str:
    """An office as a narrow column has room for it."""
    return (
        office_.replace("Medical Products Administration", "MPA")
        .removesuffix(" (applicant)")
        .removesuffix(" (entrusted manufacturer)")
    )


def articles(basis: Iterable[ProvisionId], lang: Lang, law: Law | None = None) -> str:
    """Articles by name, once each, those of one instrument together; an id that no law file has is shown as it is."""
    law = law or Law.load()
    grouped: dict[str, list[str]] = {}
    for id_ in dict.fromkeys(basis):
        try:
            found = law.provision(id_)
        except UnknownProvisionError:
            grouped.setdefault(str(id_), [])
        else:
            grouped.setdefault(found.title.say(lang), []).append(found.cite.say(lang))
    if lang == "zh":
        return "；".join(
            f"《{title}》{'、'.join(cites)}" if cites else title for title, cites in grouped.items()
        )
    return "; ".join(f"{title}, {', '.join(cites)}" if cites else title for title, cites in grouped.items())
