"""What has been released stays as it is: a list of the law files of every release, with the SHA-256 of each.

The list lies in the law folder in the format of `sha256sum`, so that `sha256sum --check` reads it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from domain.law.errors import LawFileError
from domain.law.loader import LawFolder, read_folder

MANIFEST = "released.sha256"
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")


def released(root: Path) -> Mapping[str, str]:
    """The SHA-256 of each released file of a law folder by its path; empty where nothing has been released.

    Raises `LawFileError` for a list that cannot be read.
    """
    try:
        text = (root / MANIFEST).read_text("utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        parts = _LINE.fullmatch(line)
        if parts is None or parts[2] in found:
            raise LawFileError(
                MANIFEST, number, "", "should be a SHA-256, two blanks, and a path, each path once"
            )
        found[parts[2]] = parts[1]
    return found


def listed(folder: LawFolder) -> str:
    """The list of these files, as it is written at a release."""
    return "".join(
        f"{file.sha256}  {file.path}\n" for file in sorted(folder.files(), key=lambda file: file.path)
    )


def edited(folder: LawFolder, manifest: Mapping[str, str]) -> tuple[LawFileError, ...]:
    """Every released file that is no longer as it was released, with what to do about it."""
    now = {file.path: file.sha256 for file in folder.files()}
    gone = (
        "was released and is no longer there; put it back: what ends is ended by a new file that replaces it"
    )
    changed = (
        "was released and has been edited; put it back as it was, and write the change as a new file, "
        "with its own day in its name and `replaces:` this one's first day"
    )
    return tuple(
        LawFileError(path, 0, "", changed if path in now else gone)
        for path, sha256 in sorted(manifest.items())
        if now.get(path) != sha256
    )


def unreleased(folder: LawFolder, manifest: Mapping[str, str]) -> tuple[str, ...]:
    """The files that no release has listed yet: the next one does."""
    return tuple(sorted(file.path for file in folder.files() if file.path not in manifest))


def require_unedited(root: Path) -> None:
    """Refuse a law folder in which a released file has been edited. Raises `LawFileError`."""
    if problems := edited(read_folder(root), released(root)):
        raise problems[0]
