"""Case numbers: one per command, for ever, counted by province and year."""

from __future__ import annotations

import re
from typing import Final

_LETTERS: Final = re.compile(r"[A-Z]{2,8}")
_YEARS: Final = range(2000, 10000)


def check_number(letters: str, year: int) -> None:
    """Raises ValueError for letters that are not two to eight capitals and for a year outside 2000 to 9999."""
    if not _LETTERS.fullmatch(letters) or year not in _YEARS:
        raise ValueError(f"A number needs two to eight capital letters and a year, not {letters} and {year}.")


def format_number(letters: str, year: int, serial: int) -> str:
    """Such as FD-2025-SH-0001."""
    return f"FD-{year}-{letters}-{serial:04d}"
