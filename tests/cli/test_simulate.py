"""`fenduan simulate` as other people's scripts call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

FENDUAN = Path(sys.executable).with_name("fenduan")
SCENARIOS = Path(__file__).parents[2] / "scenarios"


def simulate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command, to its end."""
    command = [str(FENDUAN), "simulate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def changed(folder: Path, name: str, **expect: object) -> Path:
    """A scenario of ours with other expectations."""
    scenario = yaml.safe_load((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8"))
    scenario["expect"].update(expect)
    scenario["dossier"] = str(SCENARIOS / scenario["dossier"])
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(scenario, allow_unicode=True), encoding="utf-8")
    return path


class TestSimulate:
    def test_every_scenario(self) -> None:
        """Every scenario passes; one object a line, in the order of the arguments, and years take seconds."""
        paths = sorted(SCENARIOS.glob("*.yaml"))

        done = simulate(*paths, "--json")

        objects = [json.loads(line) for line in done.stdout.splitlines()]
        assert 0 == done.returncode, done.stdout + done.stderr
        assert [path.stem for path in paths] == [each["scenario"] for each in objects]
        assert all(each["passed"] for each in objects)
        wanted = {"scenario", "passed", "events", "simulated_days", "wall_seconds"}
        assert all(wanted <= set(each) for each in objects)
        assert objects[0]["simulated_days"] > 3 * 350

    @pytest.mark.parametrize(
        ("expect", "said"),
        [
            ({"outcome": "approved"}, "at the end: expected outcome approved, found withdrawn"),
            ({"closed": False}, "at the end: expected closed False, found True"),
            ({"events": {"case.accepted": 2}}, "at the end: expected 2 × case.accepted, found 1"),
        ],
        ids=["outcome", "closed", "events"],
    )
    def test_expectation_fails(self, tmp_path: Path, expect: dict[str, object], said: str) -> None:
        """One changed expectation: exit 1, and which."""
        done = simulate(changed(tmp_path, "withdrawn", **expect), "--json")

        assert 1 == done.returncode
        assert [said] == json.loads(done.stdout)["failures"]

    def test_timeline(self) -> None:
        """Without --json the timeline is told in the reader's language."""
        done = simulate(SCENARIOS / "withdrawn.yaml", "--lang", "zh")

        assert 0 == done.returncode
        assert "案件结束：申请人撤回" in done.stdout

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"steps": [{"as": "sh-agency", "do": "acept"}]}, "is no command"),
            ({"steps": [{"as": "sh-agency", "do": "accept", "untill": "x"}]}, "untill"),
            ({"start": "yesterday"}, "start"),
            ({"dossier": "nowhere.yaml"}, "nowhere.yaml"),
        ],
        ids=["command", "field", "date", "dossier"],
    )
    def test_wrong_scenario(self, tmp_path: Path, change: dict[str, object], said: str) -> None:
        """A wrong scenario is one sentence that names the field, exit 2, and nothing is played."""
        path = changed(tmp_path, "withdrawn")
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | change), encoding="utf-8")

        done = simulate(path)

        assert 2 == done.returncode
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert not done.stdout
