"""docs/law.md says what is open, and its commands can be pasted."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from domain.law import Law

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "law.md").read_text("utf-8")
COMMANDS = [
    line for line in re.findall(r"^\.venv/bin/(fenduan .*)$", PAGE, re.MULTILINE) if "impact" not in line
]


def test_every_open_reading_is_told() -> None:
    """The table of what is open has a row for each reading that is marked so, as it reads today, and no other."""
    readings = {item.value.key: item.value for item in Law.load().shelf.readings}
    expected = {f"| `{r.key}` | {r.value} | {r.text.en} |" for r in readings.values() if r.open}

    assert expected == set(
        re.findall(r"^\| `[a-z0-9_.]+` \| .*\|$", PAGE.split("## What is open")[1], re.MULTILINE)
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands(command: str) -> None:
    """Each command of the page runs as it stands; a dossier that is refused ends with 1."""
    program, *arguments = command.split()
    ran = subprocess.run(
        [ROOT / ".venv" / "bin" / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode in {0, 1}, ran.stderr
    assert ran.stdout


def test_folders_are_there() -> None:
    """Every folder and file that the page names exists."""
    named = re.findall(r"`((?:domain/law/)?[a-z_]+/)`", PAGE.split("## Which law")[0])

    assert [] == [
        each for each in named if not any((ROOT / place / each).is_dir() for place in ("", "domain/law"))
    ]
