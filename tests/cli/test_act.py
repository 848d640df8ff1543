from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from cli.actors import load_actors
from cli.errors import InputError, NotSoError
from cli.fields import assigned, build
from cli.files import read_mapping
from cli.sending import declined
from cli.who import Question, first_sender, pick
from domain.dossier import read_dossier
from domain.law import Law
from domain.refusals import refuse
from domain.streams import COMMANDS, TOPICS
from ledger import Ledger
from tests.cli.story import DOSSIERS, Story, dossier

HEAD = {"command_id": uuid4(), "stream": "case/FD-2025-SH-0001", "actor": load_actors()["sh-agency"].actor}


class TestFields:
    def test_text_stays_text(self) -> None:
        """A value that looks like a number stays text where the field is text."""
        assert {"acceptance_no": "007"} == assigned(COMMANDS["accept"], ["acceptance_no=007"])

    def test_number(self) -> None:
        """A whole number is read as one."""
        assert {"version": 2} == assigned(COMMANDS["sign_scheme"], ["version=2"])

    def test_list_grows(self) -> None:
        """A field that is a list takes its name several times."""
        given = ["defects=no seal", "defects=no date"]

        assert {"defects": ["no seal", "no date"]} == assigned(COMMANDS["request_correction"], given)

    def test_dossier_file(self) -> None:
        """The file of a corrected dossier stands for the field of that name."""
        data = read_mapping(dossier("withdrawn_antibody").read_text("utf-8"), "--file")
        command = build(COMMANDS["correct"], data, {**HEAD, "name": "correct"})

        assert "anti-TSLP" in command.model_dump()["dossier"]["product"]["name"]

    def test_multiplied_by_reference(self) -> None:
        """A small file that stands for a large one is refused, as a dossier is."""
        lines = [f"{a}: &{a} [{', '.join([f'*{b}'] * 10)}]" for a, b in pairwise("fedcba")]
        text = "\n".join(["a: &a [x]", *reversed(lines)])

        with pytest.raises(InputError, match="at most 50,000 values"):
            read_mapping(text, "--file")


def question(story: Story, command: str, **content: object) -> Question:
    """The command, asked of the story's case as it stands."""
    return Question(command, content, story.position(), story.dossier, Law.load())


class TestWho:
    def test_awaited(self, enzyme: Story) -> None:
        """Where the case waits for one office only, nobody has to be named."""
        assert "js-agency" == pick(None, None, question(enzyme, "sign_scheme")).id

    def test_competent(self, enzyme: Story) -> None:
        """An act that nobody waits for is that of the only one who is competent."""
        assert "canbridge" == pick(None, None, question(enzyme, "withdraw")).id

    def test_of_the_licensee(self, enzyme: Story) -> None:
        """Where a licensee is named, it is the office of the licensee's province."""
        assert "js-agency" == pick(None, None, question(enzyme, "notify_gmp", licensee="wuxi-ds")).id

    def test_several(self, enzyme: Story) -> None:
        """Where several could act, they are named."""
        with pytest.raises(InputError) as raised:
            pick(None, None, question(enzyme, "notify_gmp"))

        assert ("sh-agency", "js-agency") == raised.value.allowed

    def test_same_sender_again(self, enzyme: Story, tmp_path: Path) -> None:
        """A command that is sent again under its id is that of the same person, whatever the case waits for now."""
        command_id = uuid4()
        enzyme.act("js-agency", "sign_scheme", version=1, command_id=command_id)
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS) as ledger:
            sender = first_sender(ledger, command_id)

        assert "js-agency" == pick(None, None, question(enzyme, "sign_scheme"), sender).id


class TestActors:
    def test_every_party_of_every_dossier_that_is_played(self) -> None:
        """The packaged file has somebody for each applicant or its agent, and for each mainland manufacturer."""
        scenarios = [path.read_text("utf-8") for path in DOSSIERS.parent.glob("*.yaml")]
        organisations = {each.actor.organisation for each in load_actors().values()}
        missing = []
        for path in DOSSIERS.glob("*.yaml"):
            if not any(f"dossiers/{path.name}" in scenario for scenario in scenarios):
                continue
            read = read_dossier(path.read_text("utf-8"))
            agent = read.applicant.domestic_agent
            parties = [
                agent.name if agent else read.applicant.name,
                *(c.name for c in read.cmos if c.country == "CN"),
            ]
            missing += [(path.name, name) for name in parties if name not in organisations]

        assert [] == missing

    def test_agencies_and_governments(self) -> None:
        """Each province of the file has its agency and its government."""
        places: dict[str, set[str | None]] = {"agency": set(), "government": set()}
        for each in load_actors().values():
            kind = each.id.rpartition("-")[2]
            if kind in places:
                places[kind].add(each.actor.province)

        assert places["agency"] == places["government"]


class TestDeclined:
    def test_code_sentence_articles(self) -> None:
        """A refusal is told with its code, its sentence and its articles; programs get the rest beside."""
        refusal = refuse("correction_already_used", ("all/32",))
        with pytest.raises(NotSoError) as raised:
            declined(refusal, None)

        assert str(raised.value).startswith("Refused (correction_already_used): ")
        assert str(raised.value).endswith("On: Administrative License Law, Art. 32")
        assert (1, ["all/32"]) == (raised.value.exit_code, raised.value.as_json()["basis"])


class TestControlCharacters:
    def test_reason(self) -> None:
        """A field with a control character is refused in one clear sentence, which shows a sign for it."""
        with pytest.raises(InputError) as raised:
            build(
                COMMANDS["decide_selection"],
                {"outcome": "selected", "reason": "a\x1b[2Jb"},
                {**HEAD, "name": "decide_selection"},
            )
        (problem,) = raised.value.problems or (raised.value,)

        assert (
            "reason",
            "'a␛[2Jb' is not text without the control character U+001B",
            "“a␛[2Jb”不符合要求，应为不含控制字符 U+001B 的文字",
        ) == (problem.field, problem.sentence.en, problem.sentence.zh)
