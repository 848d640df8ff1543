"""What can be wrong with a law file, or with a question put to the law."""

from __future__ import annotations


class LawFileError(ValueError):
    """A law file cannot be used. Names the file (relative to the law folder), the line, the field and why.

    Line 0 speaks of the file or folder as a whole.
    """

    def __init__(self, file: str, line: int, field: str, message: str) -> None:
        self.file = file
        self.line = line
        self.field = field
        self.message = message
        place = f"{file}, line {line}" if line else file
        super().__init__(f"{place}: {field + ': ' if field else ''}{message}")


class UnknownProvisionError(KeyError):
    """No law file holds this provision, or none that is in force on the day asked for."""


class UnknownLimitError(KeyError):
    """No statutory limit of this key is in force on the day asked for."""


class UnknownReadingError(KeyError):
    """No configured reading of this key holds on the day asked for."""
