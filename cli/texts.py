"""The command line's own sentences and headings, in both languages, as data; and which language to use."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

Lang = Literal["zh", "en"]
"""The languages of the house."""

LANGS: tuple[Lang, ...] = ("en", "zh")
"""Both, for whoever prints for programs."""

_HERE = Path(__file__).parent
_FILES = (
    "texts.yaml",
    "case/texts.yaml",
    "case/duties.yaml",
    "law/texts.yaml",
    "ledger/texts.yaml",
    "whatif/texts.yaml",
    "lists/texts.yaml",
)


@cache
def _table() -> dict[str, dict[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, dict[str, str]] = {}
    for name in _FILES:
        table |= yaml.load((_HERE / name).read_text("utf-8"), loader)  # noqa: S506 - a safe loader, in C where there is one
    return table


def say(key: str, lang: Lang, **values: object) -> str:
    """The text of that key, filled. KeyError for a key that is not there."""
    return _table()[key][lang].format(**values)


def language(given: str | None = None) -> Lang:
    """The language to read in: as given, else `FENDUAN_LANG`, else Chinese where `LANG` says so, else English.

    Raises InputError for one that is neither `zh` nor `en`.
    """
    asked = given or os.environ.get("FENDUAN_LANG")
    if asked:
        match asked.lower().replace("_", "-").partition("-")[0]:
            case "zh":
                return "zh"
            case "en":
                return "en"
            case _:
                from cli.errors import wrong

                raise wrong("language", "--lang", ("zh", "en"), given=asked)
    return "zh" if os.environ.get("LANG", "").lower().startswith("zh") else "en"
