"""Characters that are obeyed instead of being read: they move a cursor, change colours, turn the order of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotated_types import GroupedMetadata, MaxLen, MinLen
from pydantic import AfterValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from domain.model import RECORDED

CONTROL = "control_character"
"""The type of the error for a text that holds one."""

_ORDER = r"\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_ORDER}\ud800-\udfff]")
_CONTROL_IN_PROSE = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_ORDER}\ud800-\udfff]")
_PICTURES = 0x2400
_C0, _DELETE = 0x20, 0x7F


def one_line(text: str, info: ValidationInfo) -> str:
    """The text, if it is a name or a number: no control character, so no line break either."""
    return _without(_CONTROL, text, info)


def prose(text: str, info: ValidationInfo) -> str:
    """The text, if it holds no control character but line breaks and tabs."""
    return _without(_CONTROL_IN_PROSE, text, info)


def visible(text: str, *, lines: bool = False) -> str:
    """The text with a sign in place of each control character; `lines` keeps line breaks as they are."""
    return _CONTROL.sub(lambda found: found[0] if lines and found[0] == "\n" else _sign(found[0]), text)


@dataclass(frozen=True)
class Length(GroupedMetadata):
    """What a text has to be: not empty, so long at most, and without control characters; as prose or on one line."""

    most: int
    lines: bool = False

    def __iter__(self) -> Iterator[object]:
        """The single constraints, for pydantic."""
        yield MinLen(1)
        yield MaxLen(self.most)
        yield AfterValidator(prose if self.lines else one_line)


def _without(unwanted: re.Pattern[str], text: str, info: ValidationInfo) -> str:
    if info.context is not RECORDED and (found := unwanted.search(text)):
        raise PydanticCustomError(
            CONTROL, "control character {code} in the text", {"code": f"U+{ord(found[0]):04X}"}
        )
    return text


def _sign(character: str) -> str:
    code = ord(character)
    if code < _C0:
        return chr(_PICTURES + code)
    return "\u2421" if code == _DELETE else "\ufffd"
