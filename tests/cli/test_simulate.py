"""`fenduan simulate` as other people's scripts call it."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import takewhile
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
        assert max(each["simulated_days"] for each in objects) > 2 * 365

    @pytest.mark.parametrize(
        ("expect", "said"),
        [
            ({"outcome": "approved"}, "at the end: expected outcome approved, found withdrawn"),
            ({"closed": False}, "at the end: expected closed False, found True"),
            ({"events": {"case.accepted": 2}}, "at the end: expected 2 × case.accepted, found 1"),
            ({"refused_by": ["E15"]}, "at the end: expected a refusal by E15, found no rule"),
            ({"findings": {"E15": "FAIL"}}, "at the end: expected E15 to be FAIL, found PASS"),
        ],
        ids=["outcome", "closed", "events", "refused_by", "findings"],
    )
    def test_expectation_fails(self, tmp_path: Path, expect: dict[str, object], said: str) -> None:
        """One changed expectation: exit 1, and which."""
        done = simulate(changed(tmp_path, "withdrawn", **expect), "--json")

        assert 1 == done.returncode
        assert [said] == json.loads(done.stdout)["failures"]

    def test_every_hard_rule(self) -> None:
        """For each hard rule of the pilot a scenario fails by it."""
        scenarios = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in SCENARIOS.glob("*.yaml")]

        decided = {rule for each in scenarios for rule in each["expect"].get("refused_by", ())}

        assert {"E01", "E02", "E04", "E05", "E07", "E11", "E12", "E13P", "E15", "E23"} <= decided

    def test_said_in_the_file(self) -> None:
        """Every scenario begins with a comment, is titled in both languages and named like its file."""
        for path in SCENARIOS.glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            scenario = yaml.safe_load(text)
            comment = list(takewhile(lambda line: line.startswith("# "), text.splitlines()))
            assert 2 <= len(comment) <= 5
            assert path.stem == scenario["scenario"]
            assert {"zh", "en"} == set(scenario["title"])

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
            ({"but": {"cmos.7.qa_system": False}}, "`cmos.7.qa_system` leads nowhere"),
            ({"but": {"product.kind": "elixir"}}, "product.kind"),
        ],
        ids=["command", "field", "date", "dossier", "path", "value"],
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
