"""The packaged tables of words, read once on first use, and the names that the law files give."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from domain.law import Law
from domain.law.errors import UnknownProvisionError
from domain.law.texts import Bilingual
from domain.model import Province, ProvisionId

Lang = Literal["zh", "en"]
"""The languages of the house."""

Name = Literal["glossary", "events", "refusals", "parts"]

_HERE = Path(__file__).parent
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def table(name: Name) -> Mapping[str, Mapping[Lang, str]]:
    """One of the packaged tables, from all files of its folder: what is said for each key, in each language."""
    read: dict[str, Mapping[Lang, str]] = {}
    for path in files(name):
        with path.open(encoding="utf-8") as file:
            read.update(yaml.load(file, _LOADER))  # noqa: S506 - a safe loader, in C where there is one
    return read


def files(name: Name) -> tuple[Path, ...]:
    """The files of a table; each holds the words of one subject."""
    return tuple(sorted((_HERE / name).glob("*.yaml")))


def term(code: object, lang: Lang) -> str:
    """The word for a code of the glossary; the code itself where the glossary has none."""
    if isinstance(code, bool):
        code = "yes" if code else "no"
    entry = table("glossary").get(str(code))
    return entry[lang] if entry else str(code)


def province(code: object, lang: Lang) -> str:
    """The name of a provincial-level division by its code; the code itself where there is none such."""
    division = Law.load().divisions.get(Province(str(code)))
    if division is None:
        return str(code)
    return division.zh if lang == "zh" else division.en


def duty_title(key: object, lang: Lang) -> str:
    """What a duty of supervision is called; the key itself where no table has it."""
    title = _duty_titles().get(str(key))
    return title.say(lang) if title else str(key)


@cache
def _duty_titles() -> Mapping[str, Bilingual]:
    return Law.load().duty_titles


def cited(provision: object) -> tuple[Mapping[Lang, str], Mapping[Lang, str]] | None:
    """The title of an article's instrument and the article's place in it, or None for an unknown id."""
    try:
        found = Law.load().provision(ProvisionId(str(provision)))
    except UnknownProvisionError:
        return None
    title, cite = found.title, found.cite
    return {"zh": title.zh, "en": title.en}, {"zh": cite.zh, "en": cite.en}
