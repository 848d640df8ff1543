"""What ends a command without its result: one clear sentence in both languages, and how the process exits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from difflib import get_close_matches
from typing import ClassVar

from cli.texts import Lang, say

FALSE, WRONG, UNREACHABLE = 1, 2, 3
"""Exit codes: the thing asked for does not hold; wrong usage or input; a service does not answer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same sentence in both languages."""

    en: str
    zh: str

    @classmethod
    def of(cls, key: str, **values: object) -> Sentence:
        """The sentence of that key in `texts.yaml`."""
        return cls(say(key, "en", **values), say(key, "zh", **values))

    def __getitem__(self, lang: Lang) -> str:
        """The sentence in that language."""
        return self.zh if lang == "zh" else self.en


@dataclass
class CliError(Exception):
    """A command ends here. `problems` holds several at once, each with its field; `more` is for programs."""

    exit_code: ClassVar[int] = WRONG
    code: str
    sentence: Sentence
    field: str | None = None
    allowed: tuple[str, ...] = ()
    problems: tuple[CliError, ...] = ()
    more: Mapping[str, object] = made(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return self.sentence.en

    def as_json(self) -> dict[str, object]:
        """What `--json` prints under `error`."""
        shown: dict[str, object] = {
            "code": self.code,
            "message_en": _on_one_line(self.sentence.en),
            "message_zh": _on_one_line(self.sentence.zh),
        }
        if self.field is not None:
            shown["field"] = self.field
        if self.allowed:
            shown["allowed"] = list(self.allowed)
        if self.problems:
            shown["problems"] = [each.as_json() for each in self.problems]
        return shown | dict(self.more)


class NotSoError(CliError):
    """The thing that was asked for does not hold: a refused command, a case that does not exist."""

    exit_code = FALSE


class InputError(CliError):
    """The command was given something that it cannot take; the sentence names the field and what is allowed."""


class UnreachableError(CliError):
    """A service did not answer, so nothing is known yet."""

    exit_code = UNREACHABLE


def wrong(code: str, name: str | None = None, allowed: Iterable[str] = (), **values: object) -> InputError:
    """An `InputError` with the sentence `error.{code}`; `name` is the field."""
    listed = tuple(allowed)
    sentence = Sentence.of(f"error.{code}", field=name, allowed=", ".join(listed), **values)
    return InputError(code, sentence, field=name, allowed=listed)


def unknown(
    code: str, given: str, known: Iterable[str], name: str | None = None, **values: object
) -> InputError:
    """An `InputError` for a name that is not known: it says the nearest one, and all of them."""
    listed = tuple(known)
    return wrong(code, name, listed, given=given, nearest=nearest(given, listed), **values)


def nearest(given: str, known: Iterable[str]) -> str:
    """The known name that is most like the given one, or a dash where there is none at all."""
    return next(iter(get_close_matches(given, tuple(known), n=1, cutoff=0)), "—")


def _on_one_line(sentence: str) -> str:
    return sentence.replace("\n  ", " ", 1).replace("\n  ", "; ")
