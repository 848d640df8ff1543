from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.story import dossier
from tests.cli.terminal import Fenduan

GOOD = str(dossier("withdrawn_antibody"))


class TestAnotherLaw:
    def test_no_such_folder(self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A law folder that is not there ends every command with 2 and one sentence."""
        monkeypatch.setenv("FENDUAN_LAW", f"+{tmp_path / 'nowhere'}")
        ran = fenduan("check", GOOD)

        assert (2, "no such folder" in ran.err, "") == (ran.code, True, ran.out)

    def test_a_wrong_file(self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """A wrong law file is named with its line and its field."""
        (tmp_path / "limits").mkdir()
        (tmp_path / "limits" / "2026-09-01-draft.yaml").write_text(
            "in_force: {from: 2026-09-01}\nlimits:\n  - {key: x, n: many}\n", "utf-8"
        )
        monkeypatch.setenv("FENDUAN_LAW", f"+{tmp_path}")
        error = fenduan("check", GOOD, "--json").data["error"]

        assert ("limits/2026-09-01-draft.yaml", 3, "limits[0].n") == (
            error["file"],
            error["line"],
            error["field"],
        )
