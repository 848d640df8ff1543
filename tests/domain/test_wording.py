from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from string import Formatter

import pytest
from pydantic import BaseModel

from domain.actors import Role
from domain.case.base import TermEnded
from domain.case.intake import DossierAssessed, NotAccepted, Submitted
from domain.case.national_decision import NationalReturned, Subject, SubjectFinding
from domain.case.procedure import COMMANDS as CASE_COMMANDS
from domain.case.standing import CLOSED
from domain.case.state import CaseOutcome, LicenseStep, ReviewStep
from domain.case.state import Stage as CaseStage
from domain.clock import Tally
from domain.dossier import vocabulary as dossier_vocabulary
from domain.findings import DossierOutcome, Finding, Outcome
from domain.kind import Kind
from domain.law import Law, Regime
from domain.law.calendar import DayKind
from domain.law.limits import Consequence, Unit
from domain.law.tables import Relation
from domain.law.texts import Label
from domain.messages import Event
from domain.refusals import CommandRefused
from domain.rules.rule import Step
from domain.streams import EVENTS
from domain.supervision.procedure import COMMANDS as SUPERVISION_COMMANDS
from domain.supervision.state import SupervisionStage
from domain.wording import (
    Lang,
    province,
    sentence,
    term,
)
from domain.wording.tables import Name, files, table
from domain.wording.template import FORMATS, NOTHING
from tests.domain.wording_examples import DOSSIER, bare, full, placeholders, vocabulary

COMMANDS = {**CASE_COMMANDS, **SUPERVISION_COMMANDS}
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
TABLES: tuple[Name, ...] = (
    "glossary",
    "events",
    "refusals",
    "parts",
)

# A refusal brings its own sentences.
SAID_HERE = tuple(event for event in EVENTS if event is not CommandRefused)
every_event = pytest.mark.parametrize("event", SAID_HERE, ids=lambda event: event.topic)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def without_a_word(codes: Iterable[object]) -> set[str]:
    """The codes that the glossary does not know."""
    return {str(code) for code in codes} - set(table("glossary"))


class TestTables:
    @pytest.mark.parametrize("name", TABLES)
    def test_both_languages(self, name: Name) -> None:
        """Every entry is there in Chinese and English, and neither is empty."""
        incomplete = [
            key for key, entry in table(name).items() if {*entry} != {*LANGUAGES} or not all(entry.values())
        ]

        assert [] == incomplete

    @pytest.mark.parametrize("name", TABLES)
    def test_formats(self, name: Name) -> None:
        """A template uses only formats that exist."""
        texts = [text for entry in table(name).values() for text in entry.values()]
        used = {spec for text in texts for _, _, spec, _ in Formatter().parse(text) if spec}

        assert set() == used - set(FORMATS)

    @pytest.mark.parametrize("name", TABLES)
    def test_english(self, name: Name) -> None:
        """English has no Chinese in it."""
        mixed = [
            key
            for key, entry in table(name).items()
            if re.search(r"[\u3000-\u9fff\uff00-\uffef]", entry["en"])
        ]

        assert [] == mixed

    @pytest.mark.parametrize("name", TABLES)
    def test_once(self, name: Name) -> None:
        """No key stands twice in a table: the reader would silently take the last."""
        text = "\n".join(path.read_text(encoding="utf-8") for path in files(name))
        keys = re.findall(r'^"?([\w.]+)"?:', text, re.MULTILINE)

        assert [] == [key for key, times in Counter(keys).items() if times > 1]


class TestGlossary:
    @pytest.mark.parametrize(
        "codes",
        [
            *(
                CaseStage,
                CaseOutcome,
                LicenseStep,
                ReviewStep,
                SupervisionStage,
                Subject,
                Outcome,
                DossierOutcome,
            ),
            *(Role, Relation, Regime, Unit, Consequence, Tally, DayKind, Label),
            *(Kind, dossier_vocabulary.Origin, dossier_vocabulary.Stage),
            *(dossier_vocabulary.ApplicantRole, dossier_vocabulary.AgentRole, dossier_vocabulary.Consent),
            *(dossier_vocabulary.ExperienceBasis, dossier_vocabulary.Composition, dossier_vocabulary.Channel),
            *(dossier_vocabulary.RegistrationClass, [step.value for step in Step]),
        ],
        ids=lambda codes: f"{codes.__module__}.{codes.__name__}" if isinstance(codes, type) else "Step",
    )
    def test_closed_vocabularies(self, codes: Iterable[str]) -> None:
        """Every code of a closed vocabulary has a word."""
        assert set() == without_a_word(codes)

    def test_commands(self) -> None:
        """Every command has a verb phrase, those of the engine included."""
        engine = TermEnded.model_fields["name"].default

        assert set() == without_a_word([*COMMANDS, engine])

    def test_competence(self) -> None:
        """Every command that the tables of competence name has a verb phrase."""
        rows = [row for item in Law.load().shelf.competence for row in item.value.rows]

        assert set() == without_a_word(row.command for row in rows)

    def test_limits(self) -> None:
        """Every limit and share of the law files has a name."""
        shelf = Law.load().shelf

        keys = [*(limit.key for limit in shelf.limits), *(share.key for share in shelf.shares)]

        assert set() == without_a_word(keys)

    def test_fields(self) -> None:
        """Every code that a field of an event or a command can hold has a word."""
        seen: set[object] = set()
        models: tuple[type[BaseModel], ...] = (*EVENTS, *COMMANDS.values())
        fields = [field for model in models for name, field in model.model_fields.items() if name != "clock"]
        codes = {code for field in fields for code in vocabulary(field.annotation, seen)}

        assert set() == without_a_word(codes - {"all"})

    def test_standing_words(self) -> None:
        """The words that the engine itself says have entries."""
        assert set() == without_a_word(
            [CLOSED, "yes", "no", "none", "supplementary_data", "on_site_inspection"]
        )

    @every_language
    def test_unknown_code(self, lang: Lang) -> None:
        """A code that nobody has named is shown as it is."""
        assert "x.y" == term("x.y", lang)

    def test_truth(self) -> None:
        """True and false are said as yes and no."""
        assert ["是", "no"] == [term(True, "zh"), term(False, "en")]  # noqa: FBT003 - a field's value

    def test_divisions(self) -> None:
        """A province is named by its code, an unknown code is shown as it is."""
        assert ["上海市", "Jiangsu", "999999"] == [
            province("310000", "zh"),
            province("320000", "en"),
            province("999999", "zh"),
        ]


class TestEvents:
    def test_no_others(self) -> None:
        """There is a sentence for every event that a stream can hold, and for nothing else."""
        assert {event.topic for event in EVENTS} == set(table("events"))

    @every_event
    @every_language
    def test_known_fields(self, event: type[Event], lang: Lang) -> None:
        """A sentence names only fields that the event has."""
        assert set() == placeholders(table("events")[event.topic][lang]) - set(event.model_fields)

    @every_event
    def test_both_say_the_same(self, event: type[Event]) -> None:
        """Chinese and English use the same fields."""
        entry = table("events")[event.topic]

        assert placeholders(entry["zh"]) == placeholders(entry["en"])

    @every_event
    @every_language
    def test_full(self, event: type[Event], lang: Lang) -> None:
        """With every field filled the sentence has no hole and no template sign left."""
        said = sentence(event.topic, full(event), lang)

        assert [] == re.findall(rf"[{{}}\[\]{NOTHING}]", said)

    @every_event
    @every_language
    def test_bare(self, event: type[Event], lang: Lang) -> None:
        """With everything empty that may be, the sentence still has no hole."""
        said = sentence(event.topic, bare(event), lang)

        assert [] == re.findall(rf"[{{}}\[\]{NOTHING}]|None|\(\)|（）", said)

    @every_event
    def test_nothing_left_out(self, event: type[Event]) -> None:
        """Every field is said, but for what stands in columns of its own or is too long for a sentence."""
        elsewhere = {
            "basis",
            "shift",
            "clock",
            "by",
            "outcome",
            "submitted",
            "applicant_province",
            "version",
            "path",
            "postings",
        }

        assert set() == set(event.model_fields) - placeholders(table("events")[event.topic]["zh"]) - elsewhere

    def test_submission(self) -> None:
        """A submission reads as a file would have it, in the applicant's Chinese name where it has one."""
        event = full(Submitted).model_copy(
            update={
                "number": "FD-2025-SH-0001",
                "provinces": DOSSIER.provinces(),
                "entry": None,
                "follows": None,
                "shift": timedelta(0),
            }
        )

        assert [
            "示例制药提交“示例酶”分段生产申请，案件编号FD-2025-SH-0001，适用试点工作方案，涉及上海市、江苏省",
            (
                "Example Pharma submitted the application for segmented manufacture of Examplase: "
                "case FD-2025-SH-0001, regime: Pilot Work Plan, concerning Shanghai, Jiangsu"
            ),
        ] == [
            sentence("case.submitted", event.model_copy(update={"regime": Regime.PILOT}), lang)
            for lang in LANGUAGES
        ]

    def test_assessment(self) -> None:
        """An assessment lists what is against the dossier or open, and is silent about what is in order."""
        answers = {
            "E01": Outcome.PASS,
            "E06": Outcome.REFER,
            "E16": Outcome.HOLD,
            "E20": Outcome.NOT_APPLICABLE,
        }
        findings = tuple(
            Finding(rule=rule, outcome=outcome, explanation_en="-", explanation_zh="-")
            for rule, outcome in answers.items()
        )
        event = DossierAssessed(outcome=DossierOutcome.REFER, findings=findings)

        assert [
            "依规则核对申请材料：待主管部门认定；未通过或待定事项：E06待主管部门认定、E16暂缓",
            (
                "The rules were applied to the dossier: for the authority to decide; "
                "open or against: E06 for the authority to decide, E16 on hold"
            ),
        ] == [sentence("case.dossier_assessed", event, lang) for lang in LANGUAGES]

    def test_assessment_in_order(self) -> None:
        """An assessment without any such finding lists nothing."""
        finding = Finding(rule="E01", outcome=Outcome.PASS, explanation_en="-", explanation_zh="-")
        event = DossierAssessed(outcome=DossierOutcome.PROCEED, findings=(finding,))

        assert "The rules were applied to the dossier: may proceed" == sentence(
            "case.dossier_assessed", event, "en"
        )

    def test_national_findings(self) -> None:
        """NMPA's findings are said one by one, with the remark where there is one."""
        findings = (
            SubjectFinding(subject=Subject.SCHEME, satisfied=False, remark="中间产品控制不明"),
            SubjectFinding(subject=Subject.VARIETY, satisfied=True),
        )
        event = NationalReturned(reply_no="2025-7", findings=findings, reason="请修改")

        assert (
            "国家药监局退回试点方案，要求修改后重新报送（2025-7）："
            "试点方案不符合要求（中间产品控制不明）；试点品种符合要求；理由：请修改"
        ) == sentence("case.national_returned", event, "zh")

    def test_signs_in_a_persons_words(self) -> None:
        """Braces and brackets that a person wrote are shown as written."""
        event = NotAccepted(reason="see {annex} [3]")

        assert "The application was not accepted, because: see {annex} [3]" == sentence(
            event.topic, event, "en"
        )

    def test_unknown_topic(self) -> None:
        """An event of a newer release is shown by its topic and fields."""
        event = NotAccepted(reason="late")

        assert sentence("case.of_tomorrow", event, "zh").startswith('case.of_tomorrow {"basis":[],')
