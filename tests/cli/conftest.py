from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.streams import TOPICS
from ledger import Ledger
from tests.cli.story import Clock, Story, Tell
from tests.cli.terminal import Fenduan, Ran


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No command of a test finds an engine, a ledger or a language of the machine it runs on."""
    monkeypatch.setenv("FENDUAN_DATA", str(tmp_path))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("FENDUAN_LANG", raising=False)


@pytest.fixture
def fenduan(nowhere: None) -> Fenduan:  # noqa: ARG001 - what it sets is what counts
    """Runs the command line as a newcomer types it."""

    def run(*args: str, given: str | None = None) -> Ran:
        result = CliRunner().invoke(app, list(args), input=given)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tell]:
    """Tells stories to the ledger of the test's data folder: number, dossier, day of the submission.

    Whoever reads that ledger meanwhile reads it at the moment at which the story stands.
    """
    clock = Clock()
    monkeypatch.setattr(Ledger, "now", lambda _: clock())
    with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, simulation=True, clock=clock) as ledger:

        def begin(number: str, dossier: str, day: str, linked: Mapping[str, str] | None = None) -> Story:
            return Story(ledger, clock, number, dossier, day, linked)

        yield begin


@pytest.fixture
def enzyme(tell: Tell) -> Story:
    """A case in the joint plan: Shanghai has signed, Jiangsu is awaited; one officer tried what is not hers."""
    story = tell("FD-2025-SH-0001", "cross_province_enzyme", "2025-01-08T10:00")
    story.on("2025-01-10")
    story.act("sh-agency", "accept", acceptance_no="沪试受2025-1号")
    story.act("sh-agency", "resolve_finding", rule="E06", outcome="PASS", reason="主导研发")
    story.act("sh-agency", "decide_selection", outcome="selected", reason="符合要求")
    story.act("sh-agency", "propose_scheme", summary="第一版", inspections_per_year=1, sampling="每年一批")
    story.act("js-agency", "decide_selection", outcome="selected", reason="同意")
    story.on("2025-01-13")
    story.act("sh-agency", "sign_scheme", version=1, reason="方案可行")
    return story


@pytest.fixture
def reviewed_by_nmpa(enzyme: Story) -> Story:
    """The same case once NMPA has approved it."""
    enzyme.act("js-agency", "sign_scheme", version=1)
    enzyme.act(
        "sh-government", "decide_as_government", outcome="approve", document_no="沪府1号", reason="同意"
    )
    subjects = ("scheme", "supervision_plan", "agencies", "enterprises", "variety")
    findings = [{"subject": subject, "satisfied": True} for subject in subjects]
    enzyme.act(
        "nmpa", "decide_as_nmpa", outcome="approve", reply_no="药监1号", reason="同意", findings=findings
    )
    return enzyme


@pytest.fixture
def licensed(reviewed_by_nmpa: Story) -> Story:
    """The same case with its first license, so that its supervision has begun."""
    enzyme = reviewed_by_nmpa
    enzyme.act("wuxi-ds", "apply_for_license", licensee="wuxi-ds", kind="change")
    enzyme.act("js-agency", "accept_license_application", licensee="wuxi-ds")
    enzyme.act("js-agency", "start_license_inspection", licensee="wuxi-ds")
    enzyme.act(
        "js-agency", "report_license_inspection", licensee="wuxi-ds", report_no="苏检1号", result="pass"
    )
    enzyme.act(
        "js-agency", "assess_license_inspection", licensee="wuxi-ds", conclusion="pass", reason="符合要求"
    )
    enzyme.act("js-agency", "notify_gmp", licensee="wuxi-ds", notification_no="苏告1号", result="pass")
    enzyme.act("js-agency", "consent_to_entrustment", licensee="wuxi-ds", opinion_no="苏意1号")
    address = next(site.address for site in enzyme.dossier.sites if site.operator == "wuxi-ds")
    receipt = enzyme.act(
        "js-agency",
        "decide_license",
        licensee="wuxi-ds",
        outcome="grant",
        number="苏20160123",
        classification="Cs",
        addresses=(address,),
        reason="符合条件",
    )
    assert receipt.refusal is None
    return enzyme
