from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.story import Story, dossier
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"
GOOD = str(dossier("withdrawn_antibody"))

WRONG: dict[str, tuple[list[str], str]] = {
    "no such file": (["check", "nothing.yaml"], "there is no file nothing.yaml"),
    "no such scenario": (["simulate", "nothing.yaml"], "SCENARIO.yaml: there is no file nothing.yaml"),
    "no such day": (
        ["check", GOOD, "--on", "2025-02-30"],
        "--on: '2025-02-30' is not a day; write YYYY-MM-DD",
    ),
    "unknown rule book": (["check", GOOD, "--regime", "pilt"], "the nearest is 'pilot'"),
    "unknown language": (
        ["check", GOOD, "--lang", "fr"],
        "--lang: 'fr' is no language here; allowed: zh, en",
    ),
    "unknown option": (["check", GOOD, "--jsn"], "There is no option --jsn"),
    "missing argument": (["check"], "DOSSIER.yaml is missing"),
    "unknown subcommand": (["chek"], "There is no command 'chek'; the nearest is check"),
    "not a whole number": (["case", "list", "--limit", "x"], "--limit: this should be a whole number"),
    "too small": (["case", "list", "--limit", "0"], "--limit: this should be 1 or more"),
    "not a choice": (
        ["case", "history", NO, "--stream", "y"],
        "--stream: 'y' is not one of: all, case, supervision",
    ),
    "too much": (["case", "why", NO, "C"], "This is more than the command takes: C"),
    "a flag with a value": (["case", "list", "--open=3"], "--open takes no value"),
    "unknown province": (["case", "list", "--province", "Jiangsuu"], "The nearest is 320000 (Jiangsu)"),
    "unknown stage": (["case", "list", "--stage", "plan"], "the nearest is 'joint_plan'"),
    "unknown kind of link": (
        ["submit", GOOD, "--link", NO, "--as-link", "reentry"],
        "--as-link: there is no link 'reentry'; the nearest is 're_entry'; allowed: re_entry, change",
    ),
    "no number to link": (["submit", GOOD, "--link", "a/b"], "'a/b' is not a number of a case"),
    "not a number": (["case", "show", "a/b"], "'a/b' is not a number of a case"),
    "unknown actor": (["act", NO, "withdraw", "--as", "canbrige"], "the nearest is 'canbridge'"),
    "unknown command": (
        ["act", NO, "sign_schem"],
        "the nearest is 'sign_scheme'; allowed: request_correction,",
    ),
    "command of the other stream": (["act", f"case/{NO}", "record_audit"], "knows no command 'record_audit'"),
    "submit is a command of its own": (["act", NO, "submit"], "fenduan submit"),
    "missing field": (["act", NO, "accept", "--as", "sh-agency"], "acceptance_no: this field is needed"),
    "unknown field": (
        ["act", NO, "sign_scheme", "--as", "sh-agency", "--set", "version=1", "--set", "resaon=x"],
        "resaon: there is no such field; the nearest is 'reason'",
    ),
    "not in the list": (
        ["act", NO, "decide_selection", "--as", "sh-agency", "--set", "outcome=chosen", "--set", "reason=x"],
        "outcome: 'chosen' is not one of: selected, not_selected",
    ),
    "not a number of pieces": (
        ["act", NO, "sign_scheme", "--as", "sh-agency", "--set", "version=one"],
        "version: 'one' is not a whole number",
    ),
    "below the least": (
        ["act", NO, "sign_scheme", "--as", "sh-agency", "--set", "version=0"],
        "version: '0' is not 1 or more",
    ),
    "given elsewhere": (
        ["act", NO, "withdraw", "--as", "canbridge", "--set", "actor=x"],
        "actor: this is given by --as",
    ),
    "not an assignment": (
        ["act", NO, "withdraw", "--set", "reason"],
        "'reason' should be written as field=value",
    ),
    "not an instant": (["act", NO, "withdraw", "--occurred", "yesterday"], "'yesterday' is not an instant"),
    "an instant that no calendar has": (
        ["case", "as-of", NO, "--recorded", "9999-12-31T23:59Z"],
        "'9999-12-31T23:59Z' is not an instant",
    ),
    "the last day of all": (["case", "as-of", NO, "--on", "9999-12-31"], "is still to come"),
    "bytes that are no text": (
        ["case", "list", "--text", "\udcff\udcfe"],
        "The argument '\\udcff\\udcfe' is not UTF-8 text",
    ),
    "a page with a number beyond all": (
        ["case", "list", "--page", "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDBd"],
        "is not a page that this list has named",
    ),
    "a page with half a sign": (
        ["case", "list", "--page", "WyJcdWQ4MDAiXQ"],
        "'WyJcdWQ4MDAiXQ' is not a page that this list has named",
    ),
    "not an id": (["act", NO, "withdraw", "--id", "7"], "--id: '7' is not a UUID"),
    "nobody named, several possible": (["act", NO, "object_to_scheme"], "it could be: sh-agency, js-agency"),
    "no such day for the case": (
        ["submit", GOOD, "--today", "2025-13-01"],
        "--today: '2025-13-01' is not a day",
    ),
    "neither an event nor a checkpoint": (["ledger", "prove"], "Give EVENT or --since"),
    "an event and a checkpoint": (
        ["ledger", "prove", "1", "--since", GOOD],
        "EVENT cannot be used with --since",
    ),
    "a folder for a file": (["check", "/"], "the file / cannot be read: Is a directory"),
    "a file for the data folder": (
        ["case", "list", "--data", GOOD],
        "cannot be used as the data folder: Not a directory",
    ),
    "an engine on a file": (["up", "--data", GOOD], "cannot be used as the data folder: File exists"),
    "a draft that is no law file": (["law", "impact", GOOD], "cannot be used"),
    "entry without a receipt": (["submit", GOOD, "--as", "sh-agency"], "`channel: counter`"),
}


class TestWrongInput:
    @pytest.mark.parametrize(("args", "said"), WRONG.values(), ids=WRONG)
    def test_one_sentence(self, fenduan: Fenduan, enzyme: Story, args: list[str], said: str) -> None:
        """Wrong usage or input ends with 2 and a sentence that names the field and what is allowed; no traceback."""
        enzyme.act("js-agency", "object_to_scheme", version=1, reason="待明确")
        ran = fenduan(*args)

        assert (2, "") == (ran.code, ran.out)
        assert said in " ".join(ran.err.split())
        assert "Traceback" not in ran.err

    @pytest.mark.parametrize("args", [args for args, _ in WRONG.values() if args[:1] == ["act"]])
    @pytest.mark.usefixtures("enzyme")
    def test_json(self, fenduan: Fenduan, args: list[str]) -> None:
        """With --json the same stands on standard output as an object, in both languages."""
        error = fenduan(*args, "--json").data["error"]

        assert {"code", "message_en", "message_zh"} <= set(error)
        assert error["message_en"] != error["message_zh"]

    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["check", GOOD, "--jsn"], "没有选项 --jsn"),
            (["chek"], "没有命令“chek”；最接近的是 check"),
            (["case", "list", "--limit", "0"], "--limit：应为不小于1的数"),
        ],
    )
    def test_parser_in_chinese(
        self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str
    ) -> None:
        """What the parser has to say is in the reader's language too."""
        monkeypatch.setenv("FENDUAN_LANG", "zh")

        assert said in fenduan(*args).err

    def test_in_chinese(self, fenduan: Fenduan) -> None:
        """The sentence is in the reader's language."""
        assert (
            "--on：“2025-02-30”不是有效日期"
            in fenduan("check", GOOD, "--on", "2025-02-30", "--lang", "zh").err
        )

    @pytest.mark.usefixtures("enzyme")
    def test_not_yaml(self, fenduan: Fenduan) -> None:
        """A file of fields that cannot be read says at which line."""
        ran = fenduan("act", NO, "withdraw", "--as", "canbridge", "--file", "-", given="reason: [\n")

        assert 2 == ran.code
        assert "--file: line 2 is not valid YAML" in ran.err

    @pytest.mark.usefixtures("enzyme")
    def test_damaged_actors_file(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A wrong entry in a file of actors is named."""
        own = tmp_path / "actors.yaml"
        own.write_text("actors:\n  me: {person: p-1, role: minister, organisation: X}\n")
        ran = fenduan("act", NO, "withdraw", "--as", "me", "--actors", str(own), "--set", "reason=x")

        assert 2 == ran.code
        assert "me.role is wrong" in ran.err


class TestUnreachable:
    def test_no_ledger(self, fenduan: Fenduan) -> None:
        """Where there is no ledger, reading ends with 3 and says how to begin."""
        ran = fenduan("case", "list", "--json")

        assert (3, "no_ledger") == (ran.code, ran.data["error"]["code"])
        assert "`fenduan up`" in ran.err

    @pytest.mark.parametrize(
        "args", [["act", NO, "withdraw", "--set", "reason=x"], ["submit", GOOD], ["submit", GOOD, "--json"]]
    )
    @pytest.mark.usefixtures("enzyme")
    def test_no_engine(self, fenduan: Fenduan, args: list[str]) -> None:
        """Where no engine answers, a command ends with 3 and names the address."""
        ran = fenduan(*args)

        assert 3 == ran.code
        assert "127.0.0.1:1" in ran.err

    @pytest.mark.usefixtures("enzyme")
    def test_no_engine_on_this_folder(self, fenduan: Fenduan, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where no address is given, the engine of another folder is never asked: its ledger is another."""
        monkeypatch.delenv("TEMPORAL_ADDRESS")
        monkeypatch.setattr("cli.context.ADDRESS", "nobody.may.ask")

        ran = fenduan("act", NO, "withdraw", "--set", "reason=x", "--json")

        assert (3, "no_engine") == (ran.code, ran.data["error"]["code"])
        assert ran.err.startswith("No engine runs on ")

    @pytest.mark.usefixtures("enzyme")
    def test_reading_needs_no_engine(self, fenduan: Fenduan) -> None:
        """Everything that only reads works while no engine runs."""
        assert [0, 0, 0] == [
            fenduan("case", *args).code for args in (["list"], ["show", NO], ["history", NO])
        ]


class TestHelp:
    def test_lists_every_command(self, fenduan: Fenduan) -> None:
        """The help names each command and the exit codes."""
        shown = fenduan("--help").text

        for part in ("up", "simulate", "check", "submit", "act", "case", "worker", "Exit codes: 0 done, 1"):
            assert part in shown
