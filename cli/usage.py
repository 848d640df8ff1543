"""What the parser of the command line has to say, as sentences of our own in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

from cli.errors import InputError, Sentence
from cli.texts import LANGS, Lang, say

Found = re.Match[str]
Words = dict[Lang, str]


def usage_error(message: str) -> InputError:
    """The error for a message of the parser; one that is not known is passed on as it is."""
    for pattern, make in KNOWN:
        if found := pattern.fullmatch(message):
            return make(found)
    return InputError("usage", Sentence.of("error.usage", why=message))


def _simple(key: str) -> Callable[[Found], InputError]:
    """A sentence of that key, filled with what the pattern found by name."""

    def make(found: Found) -> InputError:
        values = found.groupdict()
        near = values.pop("near", None)
        said = {lang: say(f"usage.{key}", lang, **values) + _near(near, lang) for lang in LANGS}
        return InputError("usage", Sentence(said["en"], said["zh"]), field=values.get("field"))

    return make


def _near(near: str | None, lang: Lang) -> str:
    return say("usage.near", lang, near=near) if near else ""


def _value(found: Found) -> InputError:
    """A value that an option or argument cannot take: what it should be."""
    field, why = found["field"], found["why"]
    if chosen := re.search(r"'(?P<given>[^']*)' is not one of (?P<allowed>.*?)\.?$", why):
        allowed = tuple(re.findall(r"'([^']+)'", chosen["allowed"]))
        listed = ", ".join(allowed)
        sentence = Sentence.of("usage.choice", field=field, given=chosen["given"], allowed=listed)
        return InputError("usage", sentence, field=field, allowed=allowed)
    wanted = _wanted(why)
    said = {lang: say("usage.value", lang, field=field, wanted=wanted[lang]) for lang in LANGS}
    return InputError("usage", Sentence(said["en"], said["zh"]), field=field)


def _wanted(why: str) -> Words:
    if "valid integer" in why:
        return {lang: say("wanted.int", lang) for lang in LANGS}
    if least := re.search(r"greater than or equal to (\S+)", why):
        return {lang: say("wanted.at_least", lang, n=least[1]) for lang in LANGS}
    return {lang: say("wanted.other", lang, why=why) for lang in LANGS}


KNOWN: tuple[tuple[re.Pattern[str], Callable[[Found], InputError]], ...] = (
    (
        re.compile(r"No such option: (?P<field>\S+?)\.?(?: \(Possible options: (?P<near>.*)\))?"),
        _simple("option"),
    ),
    (
        re.compile(r"No such option: (?P<field>\S+?)\.? Did you mean '?(?P<near>.*?)'?\?"),
        _simple("option"),
    ),
    (
        re.compile(r"No such command '(?P<given>.*)'\.(?: Did you mean '?(?P<near>.*?)'?\?)?"),
        _simple("command"),
    ),
    (
        re.compile(r"Missing (?:argument|option|parameter) '(?P<field>.+?)'\..*", re.DOTALL),
        _simple("missing"),
    ),
    (re.compile(r"Missing command\."), _simple("no_command")),
    (re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((?P<given>.*)\)"), _simple("extra")),
    (re.compile(r"Option '(?P<field>.+)' does not take a value\."), _simple("no_value")),
    (re.compile(r"Option '(?P<field>.+)' requires (?:an argument|\d+ arguments)\."), _simple("needs_value")),
    (re.compile(r"Invalid value for '(?P<field>.+?)': (?P<why>.*)", re.DOTALL), _value),
)
"""The messages of the parser, and how each is said."""
