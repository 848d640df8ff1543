from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
HOUR = timedelta(hours=1)


@pytest.mark.usefixtures("enzyme")
class TestList:
    def test_says_where_a_case_stands(self, fenduan: Fenduan) -> None:
        """The list names number, product, applicant, stage and whose act is awaited."""
        shown = fenduan("case", "list").out

        for part in (NO, "velaglucerase", "CANbridge", "joint plan", "Jiangsu MPA", "sign the scheme"):
            assert part in shown

    def test_json(self, fenduan: Fenduan) -> None:
        """With --json each case is an object with what it waits for."""
        [case] = fenduan("case", "list", "--json").data["cases"]

        assert (NO, "joint_plan", ["320000"]) == (
            case["number"],
            case["stage"],
            [wait["province"] for wait in case["waits"]],
        )

    @pytest.mark.parametrize("province", ["JS", "320000", "jiangsu", "江苏", "江苏省"])
    def test_province_by_any_name(self, fenduan: Fenduan, province: str) -> None:
        """A province is meant by its code, its letters or its name."""
        assert 1 == len(fenduan("case", "list", "--province", province, "--json").data["cases"])

    @pytest.mark.parametrize("given", [["--province", "BJ"], ["--stage", "licensing"]])
    def test_filters(self, fenduan: Fenduan, given: list[str]) -> None:
        """A case of another province, or at another stage, is left out."""
        assert [] == fenduan("case", "list", *given, "--json").data["cases"]

    def test_open_only(self, fenduan: Fenduan, tell: Tell) -> None:
        """With --open a closed case is left out."""
        other = tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        other.act("huangpu-antibodies", "withdraw", reason="另建车间")

        assert [NO] == [each["number"] for each in fenduan("case", "list", "--open", "--json").data["cases"]]

    def test_empty(self, fenduan: Fenduan) -> None:
        """Where no case fits, the list says so."""
        assert "No cases with --stage closing\n" == fenduan("case", "list", "--stage", "closing").out


class TestShow:
    @pytest.mark.usefixtures("enzyme")
    def test_in_plain_words(self, fenduan: Fenduan) -> None:
        """Who must act, with which command, on which article; the chain; what is open."""
        shown = fenduan("case", "show", NO).out

        for part in (
            "Jiangsu Medical Products Administration",
            "(sign_scheme)",
            "One product, one policy",
            "wuxi-ds",
            "E06",
            "Refused commands",
        ):
            assert part in shown

    def test_deadline(self, fenduan: Fenduan, tell: Tell) -> None:
        """A term is shown with its last day, until 24:00, and its article."""
        tell("FD-2025-SH-0003", "withdrawn_antibody", "2025-03-03")
        shown = fenduan("case", "show", "FD-2025-SH-0003").text

        assert "formal check of the application: until 2025-03-10 24:00" in shown
        assert "Administrative License Law, Art. 32" in shown

    @pytest.mark.usefixtures("enzyme")
    def test_json(self, fenduan: Fenduan) -> None:
        """With --json the position, the parties and the findings that are not a pass."""
        data = fenduan("case", "show", NO, "--json").data

        assert None is data["supervision"]
        assert ("joint_plan", ["E06"], 1, ["wuxi-ds", "fill-sh"]) == (
            data["case"]["stage"],
            [each["rule"] for each in data["case"]["findings"]],
            data["case"]["refusals"],
            [each["id"] for each in data["case"]["cmos"]],
        )

    @pytest.mark.parametrize("given", [NO.lower(), f"case/{NO}", f"supervision/{NO}"])
    @pytest.mark.usefixtures("enzyme")
    def test_however_written(self, fenduan: Fenduan, given: str) -> None:
        """A number may be written small, or as the name of a stream."""
        assert 0 == fenduan("case", "show", given).code

    @pytest.mark.usefixtures("enzyme")
    def test_no_such_case(self, fenduan: Fenduan) -> None:
        """A case that does not exist ends with 1, and the nearest number is named."""
        ran = fenduan("case", "show", "FD-2025-SH-0011")

        assert (1, "There is no case FD-2025-SH-0011; the nearest number is FD-2025-SH-0001\n") == (
            ran.code,
            ran.err,
        )


class TestHistory:
    @pytest.mark.usefixtures("enzyme")
    def test_head(self, fenduan: Fenduan) -> None:
        """The file begins with number, product, applicant, rule book and the digest of the law."""
        head = fenduan("case", "history", NO).out.split("\n\n")[0]

        for part in (NO, "velaglucerase-beta", "CANbridge", "Pilot Work Plan", "SHA-256"):
            assert part in head

    @pytest.mark.usefixtures("enzyme")
    def test_an_act(self, fenduan: Fenduan) -> None:
        """An act says when, who in which office, what, on which article, and what it did to the clock."""
        text = fenduan("case", "history", NO).text

        assert (
            "2025-01-10 09:00 Zhou Min, Shanghai Medical Products Administration The application was accepted"
            in text
        )
        assert (
            "On: Pilot Work Plan for segmented manufacture of biological products, Preliminary selection;"
            in text
        )
        assert "5 working days, starts on 2025-01-08 (that day not counted); due 2025-01-15" in text

    @pytest.mark.usefixtures("enzyme")
    def test_in_chinese(self, fenduan: Fenduan) -> None:
        """In Chinese offices, persons, companies and articles have their Chinese names."""
        shown = "".join(fenduan("case", "history", NO, "--lang", "zh").out.split())

        for part in (
            "上海市药品监督管理局，周敏",
            "北海康成（上海）生物科技有限公司",
            "《中华人民共和国行政许可法》第32条",
        ):
            assert part in shown

    def test_erased_person(self, fenduan: Fenduan, enzyme: Story) -> None:
        """A person whose name was erased is shown by the id that the event holds."""
        enzyme.forget("sh-agency")
        text = fenduan("case", "history", NO).text

        assert "sh-mpa-01, Shanghai Medical Products Administration" in text
        assert "Zhou Min" not in text

    @pytest.mark.usefixtures("enzyme")
    def test_refusal(self, fenduan: Fenduan) -> None:
        """A refused command stands in the file as refused, with its code and its article."""
        text = fenduan("case", "history", NO).text

        assert "Refused: to decide on the selection" in text
        assert "Jiangsu" in text

    @pytest.mark.usefixtures("enzyme")
    def test_reason_once(self, fenduan: Fenduan) -> None:
        """A reason that the sentence says already is not repeated; one that it does not say is shown."""
        text = fenduan("case", "history", NO).text

        assert (1, 1) == (text.count("符合要求"), text.count("Reason: 方案可行"))

    @pytest.mark.usefixtures("enzyme")
    def test_demonstration(self, fenduan: Fenduan) -> None:
        """A case with a clock of its own says once how often it was moved and how far; --full shows each move."""
        shown = fenduan("case", "history", NO)
        full = fenduan("case", "history", NO, "--full").out

        assert "moved forward 2 times, from 2025-01-10 to 2025-01-13" in shown.text
        assert "────" not in "".join(line[6:10] for line in shown.out.splitlines() if line[:1].isdigit())
        assert 2 == sum("moved forward" in line for line in full.splitlines() if line[6:10] == "────")

    @pytest.mark.usefixtures("enzyme")
    def test_numbered_by_acts(self, fenduan: Fenduan) -> None:
        """Acts are numbered in a row; with --full the versions of the stream stand in their place."""
        shown, full = fenduan("case", "history", NO).out, fenduan("case", "history", NO, "--full").out
        numbers = [int(line[:4]) for line in shown.splitlines() if line[:1].isdigit()]
        versions = [int(line[:4]) for line in full.splitlines() if line[:1].isdigit()]

        assert (list(range(1, 8)), list(range(1, len(versions) + 1))) == (numbers, versions)
        assert len(versions) > len(numbers)

    @pytest.mark.usefixtures("enzyme")
    def test_stages(self, fenduan: Fenduan) -> None:
        """Each stage has a heading before the first act that was done in it."""
        shown = fenduan("case", "history", NO).out
        headings = [line.strip("─ ") for line in shown.splitlines() if line.startswith("── ")]

        assert ["intake", "preliminary selection", "joint plan"] == headings

    @pytest.mark.usefixtures("enzyme")
    def test_who_the_manufacturers_are(self, fenduan: Fenduan) -> None:
        """The head says which company each id stands for, where it is and what it makes."""
        assert (
            "wuxi-ds: WuXi Biologics (Wuxi), Jiangsu, drug substance" in fenduan("case", "history", NO).text
        )

    def test_when_it_happened(self, fenduan: Fenduan, enzyme: Story) -> None:
        """When an act is said to have happened is shown only where that is another minute than its own."""
        now = enzyme.now()
        enzyme.act("js-agency", "sign_scheme", version=1, occurred=now)
        enzyme.act("wuxi-ds", "apply_for_license", licensee="wuxi-ds", kind="change", occurred=now - HOUR)
        text = fenduan("case", "history", NO).text

        assert 1 == text.count("as stated")
        assert "Happened on 2025-01-13 08:00" in text

    def test_follow(self, fenduan: Fenduan, enzyme: Story, monkeypatch: pytest.MonkeyPatch) -> None:
        """With --follow new acts are shown as they come, numbered on, until Ctrl-C."""
        looks = iter((True, False))

        def pause(_: float) -> None:
            if not next(looks):
                raise KeyboardInterrupt
            enzyme.act("js-agency", "sign_scheme", version=1)

        monkeypatch.setattr("cli.case.following.pause", pause)
        ran = fenduan("case", "history", NO, "--follow")

        assert 0 == ran.code
        assert "8 2025-01-13 09:00 Chen Li" in " ".join(ran.out.split("Ctrl-C ends")[1].split())

    @pytest.mark.usefixtures("enzyme")
    def test_full(self, fenduan: Fenduan) -> None:
        """With --full recorded instants, command ids and digests stand beside."""
        shown = fenduan("case", "history", NO, "--full").out

        assert "recorded: 2026-07-01T02:00:00" in shown
        assert "attested: demo" in shown

    @pytest.mark.usefixtures("enzyme")
    def test_json(self, fenduan: Fenduan) -> None:
        """With --json every event comes with its sentence in both languages, its articles and its metadata."""
        events = fenduan("case", "history", NO, "--json").data["case"]

        assert list(range(1, len(events) + 1)) == [each["version"] for each in events]
        assert all(each["sentence_en"] and each["sentence_zh"] and each["metadata"] for each in events)

    @pytest.mark.usefixtures("licensed")
    def test_supervision_follows(self, fenduan: Fenduan) -> None:
        """Supervision has a heading of its own, and --stream shows one of the two."""
        both = fenduan("case", "history", NO).out
        alone = fenduan("case", "history", NO, "--stream", "supervision").out

        assert both.index(f"File of case {NO}") < both.index(f"File of supervision {NO}")
        assert "File of case" not in alone

    @pytest.mark.usefixtures("enzyme")
    def test_damaged_event(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """An event that cannot be read is shown as stored, with a warning; the others are shown all the same."""
        damage(tmp_path / "ledger.sqlite", version=4)
        ran = fenduan("case", "history", NO)

        assert 0 == ran.code
        assert "Warning: event 4 (case.accepted) cannot be read" in ran.text
        assert "The rules were applied to the dossier" in ran.text

    @pytest.mark.usefixtures("enzyme")
    def test_damaged_case_in_list(self, fenduan: Fenduan, tell: Tell, tmp_path: Path) -> None:
        """A case that cannot be read does not keep the others from being listed."""
        tell("FD-2025-SH-0002", "withdrawn_antibody", "2025-03-03")
        damage(tmp_path / "ledger.sqlite", version=4)
        data = fenduan("case", "list", "--json").data

        assert (["FD-2025-SH-0002"], [f"case/{NO}"]) == (
            [each["number"] for each in data["cases"]],
            [each["stream"] for each in data["unreadable"]],
        )

    @pytest.mark.usefixtures("enzyme")
    def test_show_of_a_damaged_case(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """The standing of a case that cannot be read is not guessed: one sentence, and where to look."""
        damage(tmp_path / "ledger.sqlite", version=4)
        ran = fenduan("case", "show", NO)

        assert (1, "") == (ran.code, ran.out)
        assert f"of case/{NO} cannot be read" in ran.err
        assert "`fenduan case history`" in ran.err


class TestOverdue:
    def test_days_over(self, fenduan: Fenduan, tell: Tell) -> None:
        """A term that has run out is shown as so many days over, by the case's own clock."""
        story = tell("FD-2025-SH-0002", "synthetic_glp1", "2025-03-03")
        story.jump(timedelta(days=30))
        data = fenduan("case", "list", "--json").data

        assert ["intake.check"] == [each["next_deadline"]["term"] for each in data["cases"]]
        assert "over" in fenduan("case", "list").out


def damage(ledger: Path, *, version: int) -> None:
    """Change one byte of an event, as somebody with the file in hand could."""
    with sqlite3.connect(ledger) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), '沪试受', '沪试授') AS BLOB)"
            " WHERE originator_version = ? AND originator_id = ?",
            (version, f"case/{NO}"),
        )
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()
