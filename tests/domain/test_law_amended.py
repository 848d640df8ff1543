"""What a new law file may say: what the engine carries out, in place of something that is there, written out."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.case.remedies import reviewable
from domain.case.stages import CaseOutcome
from domain.dossier import parse_dossier
from domain.findings import Outcome
from domain.law import Law, LawFileError
from domain.law.book import put_in_order
from domain.law.checks import CARRIED_OUT
from domain.law.loader import PACKAGED, read_folder, room_of
from domain.model import SHANGHAI
from domain.moment import Moment
from domain.rules import assess
from domain.supervision.set_up import counted_with, entrusted_sites, staffing
from domain.supervision.state import Posting
from tests.domain.rules.conftest import changed_data
from tests.domain.supervision.given import set_up

DOMAIN = Path(__file__).parents[2] / "domain"
READING = """\
in_force: {{from: 2027-03-01}}
replaces: {replaces}
readings:
  - key: {key}
    value: {value}
    open: false
    text: {{zh: 示例, en: An example.}}
    source: example
"""
LIMIT = """\
in_force: {span}
replaces: {replaces}
limits:
  - key: {key}
    n: 3
    unit: working_days
    starts: {{zh: 收到申请, en: receipt}}
    basis: [o27/95]
    label: inference
    consequence: alarm
"""


def with_file(folder: Path, name: str, content: str) -> Law:
    """The packaged law with one more file. Raises `LawFileError`."""
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(content, "utf-8")
    return Law.load(PACKAGED, folder)


def refused(folder: Path, name: str, content: str) -> LawFileError:
    """What is wrong with the law that has this file too."""
    with pytest.raises(LawFileError) as raised:
        with_file(folder, name, content)
    assert name == raised.value.file
    return raised.value


class TestReadings:
    def test_carried_out(self) -> None:
        """The readings of which more than the first value is carried out are those that the engine asks for."""
        source = "\n".join(path.read_text("utf-8") for path in DOMAIN.rglob("*.py"))
        asked = set(re.findall(r'reading\(\s*"([a-z_.]+)"', source)) | set(
            re.findall(r'_as_read\(q, "(\w+)"', source)
        )
        named = {"dispatched_staff_per", "nmpa_segment_approval_required", "growth_rounding"}

        assert asked | named == CARRIED_OUT | {"pilot_transition"}

    @pytest.mark.parametrize(
        ("key", "replaces", "value", "allowed"),
        [
            ("refused_license", "2021-05-28", "replacement", "only as: ends_case"),
            ("pilot_transition", "2024-10-21", "procedure_new", "only as: freeze"),
            ("licensed_in", "2024-10-21", "banana", "only as: refer_refuse, refer, refuse, accept"),
            ("nmpa_segment_approval_required", "2026-04-01", '"yes"', "only as: false, true"),
            ("duty_term.notice", "2024-10-21", "-5", "a number of days, at least 1"),
        ],
    )
    def test_another_value(self, tmp_path: Path, key: str, replaces: str, value: str, allowed: str) -> None:
        """A value that the engine would not carry out is refused with those that it does."""
        content = READING.format(key=key, replaces=replaces, value=value)

        assert allowed in refused(tmp_path, "readings/some-2027-03-01.yaml", content).message

    def test_a_number_of_days(self, tmp_path: Path) -> None:
        """A reading that is a number of days may be another number, from its day on."""
        content = READING.format(key="duty_term.notice", replaces="2024-10-21", value=12)
        law = with_file(tmp_path, "readings/some-2027-03-01.yaml", content)

        assert (10, 12) == tuple(
            law.on(day).reading("duty_term.notice").value for day in (date(2027, 2, 28), date(2027, 3, 1))
        )

    @pytest.mark.parametrize("value", ["yes", "no"])
    def test_yes_and_no(self, tmp_path: Path, value: str) -> None:
        """A reading settled by a bare yes or no is carried out as such, which YAML takes for true and false."""
        content = READING.format(key="selection_acts_reviewable", replaces="2024-10-21", value=value)
        law = with_file(tmp_path, "readings/some-2027-03-01.yaml", content)
        last, first = (datetime(2027, *day, 10, tzinfo=SHANGHAI) for day in ((2, 28), (3, 1)))
        said = [reviewable(CaseOutcome.NOT_SELECTED, Moment(law, at, at)) for at in (last, first)]

        assert ["refer", value] == said

    def test_staff_in_total(self, tmp_path: Path) -> None:
        """Where posted people count in total, one at each of two entrusted sites is enough, from that day on."""
        content = READING.format(key="dispatched_staff_per", replaces="2024-10-21", value="total")
        law = with_file(tmp_path, "readings/some-2027-03-01.yaml", content)
        case = set_up().case
        dossier = case.file.model_dump(mode="json")
        dossier["sites"] += [
            {"id": "taicang", "operator": "ds", "province": "320000", "address": "3 Example Road"}
        ]
        dossier["segments"] += [{"stage": "packaging", "site": "taicang"}]
        case = case.model_copy(update={"dossier": parse_dossier(dossier)})
        sites = entrusted_sites(case)
        people = [
            Posting(
                person=f"P-{site.id}",
                site=site.id,
                since=date(2026, 1, 1),
                knows_process=True,
                knows_gmp=True,
            )
            for site in sites
        ]
        found = []
        for at in (datetime(2027, 2, 28, 10, tzinfo=SHANGHAI), datetime(2027, 3, 1, tzinfo=SHANGHAI)):
            moment = Moment(law, at, at)
            found.append(
                [staffing(people, counted_with(site, case, moment), moment).outcome for site in sites]
            )

        assert [[Outcome.HOLD] * 2, [Outcome.PASS] * 2] == found


class TestReplaces:
    def test_a_misspelled_key(self, tmp_path: Path) -> None:
        """A file that replaces something under a name that nothing has would change nothing: it is refused."""
        content = LIMIT.format(span="{from: 2027-03-01}", replaces="2020-07-01", key="reg.acept")
        problem = refused(tmp_path, "limits/2027-03-01-acceptance.yaml", content)

        assert "the nearest that does is reg.accept" in problem.message

    def test_between_two_released_files(self, tmp_path: Path) -> None:
        """What held for a while between released files names its last day, and the released ones stay as they are."""
        content = LIMIT.format(
            span="{from: 2026-01-01, to: 2026-05-14}", replaces="2020-07-01", key="lic.change.decide"
        )
        law = with_file(tmp_path, "limits/2026-01-01-license-change.yaml", content)
        days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 14), date(2026, 5, 15))

        assert [15, 3, 3, 15] == [law.on(day).limit("lic.change.decide").n for day in days]

    def test_a_limit_that_runs_as_another(self, tmp_path: Path) -> None:
        """The notice of correction runs as the formal check: shortened alone it is refused, not ignored."""
        content = LIMIT.format(span="{from: 2027-03-01}", replaces="2004-07-01", key="lic.correct")
        problem = refused(tmp_path, "limits/2027-03-01-correction.yaml", content)

        assert "runs as lic.accept" in problem.message


class TestWrittenOut:
    def test_by_reference(self, tmp_path: Path) -> None:
        """A law file repeats nothing by reference: the list would not say what holds, and could grow without end."""
        content = "a: &a [x]\nreadings: [*a, *a]\n"

        assert "write it out" in refused(tmp_path, "readings/some-2027-03-01.yaml", content).message

    @pytest.mark.parametrize("content", ["in_force: {from: 2027-13-01}\nlimits: []\n", "limits: [\n"])
    def test_a_draft_that_is_no_law_file(self, tmp_path: Path, content: str) -> None:
        """A draft that cannot be read is answered in one line with its file, wherever it lies."""
        path = tmp_path / "draft.yaml"
        path.write_text(content, "utf-8")
        with pytest.raises(LawFileError) as raised:
            put_in_order(read_folder(PACKAGED, added={f"{room_of(path)}/draft.yaml": path}))

        assert "\n" not in str(raised.value)


def test_a_number_of_the_plan(tmp_path: Path) -> None:
    """Another number in place of one of the Plan's holds from its day on, and does not make the Plan go on."""
    content = """\
in_force: {from: 2026-09-01}
replaces: 2024-10-21
thresholds:
  - {key: staff.per_site, n: 3, unit: persons, basis: [n173/1], label: inference}
"""
    law = with_file(tmp_path, "thresholds/staff-2026-09-01.yaml", content)
    dossier, said = parse_dossier(changed_data({})), []
    for day in ((2026, 8, 31), (2026, 9, 1), (2027, 1, 1)):
        findings = assess(dossier, law, submitted_at=datetime(*day, 10, tzinfo=SHANGHAI)).findings
        found = {each.rule: each for each in findings}
        said.append((found["E16"].outcome, "plan_expired" in found["E03"].facts))

    assert [(Outcome.PASS, False), (Outcome.HOLD, False), (Outcome.REFER, True)] == said


def test_forms_by_day(tmp_path: Path) -> None:
    """A family of dosage forms holds from its day on, and an older one ends there."""
    forms = (PACKAGED / "forms" / "injections-2026-04-01.yaml").read_text("utf-8")
    new = forms.replace("in_force: {from: 2026-04-01}", "in_force: {from: 2027-03-01}\nreplaces: 2026-04-01")
    law = with_file(tmp_path, "forms/injections-2027-03-01.yaml", new.replace("lyophil, ", ""))
    dossier = parse_dossier(changed_data({"cmos.0.experience.0.dosage_form": "lyophilised powder"}))
    found = []
    for submitted in (datetime(2027, 2, 28, 10, tzinfo=SHANGHAI), datetime(2027, 3, 1, tzinfo=SHANGHAI)):
        findings = {each.rule: each for each in assess(dossier, law, submitted_at=submitted).findings}
        found.append(findings["E13N"].recommendation)

    assert [None, Outcome.FAIL] == found
