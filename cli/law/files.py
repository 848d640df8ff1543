"""What is wrong with a law file, as a sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.errors import InputError, Sentence

if TYPE_CHECKING:
    from domain.law import LawFileError


def bad_law(error: LawFileError) -> InputError:
    """A law file, or a folder of them, that cannot be used: the file, the line, the field and why."""
    key = "error.law_field" if error.field else "error.law_file" if error.line else "error.law_folder"
    sentence = Sentence.of(
        key, file=error.file, line=error.line, field=error.field, why=" ".join(error.message.split())
    )
    more = {"file": error.file, "line": error.line}
    return InputError("law_file", sentence, field=error.field or None, more=more)
