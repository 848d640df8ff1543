"""`make law`: list the law files as released, once and for all. Run by whoever makes a release, never by the engine."""

from __future__ import annotations

import sys

from domain.law import LawFileError
from domain.law.loader import PACKAGED, read_folder
from domain.law.released import MANIFEST, edited, listed, released, unreleased

ANEW = "--anew"
"""Before the first release the list may be written anew; after it, never."""


def main(arguments: list[str]) -> int:
    """Add what is new to the list; 1 where a released file has been edited, 2 on a wrong argument or law file."""
    if arguments not in ([], [ANEW]):
        sys.stderr.write(f"make law takes nothing, or ARGS={ANEW} before the first release.\n")
        return 2
    try:
        folder, manifest = read_folder(PACKAGED), released(PACKAGED)
    except LawFileError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    problems = () if arguments else edited(folder, manifest)
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if problems:
        return 1
    new = unreleased(folder, {} if arguments else manifest)
    (PACKAGED / MANIFEST).write_text(listed(folder), "utf-8")
    sys.stdout.write(f"{MANIFEST}: {len(new)} files added, {len(list(folder.files()))} in all\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
