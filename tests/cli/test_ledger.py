from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.leaf import leaf_hash
from ledger.seal import new_signer, write_signers
from ledger.seal.stored import stored_rows
from ledger.snapshots import code_digest
from tests.cli.evidence import forge, key, tamper
from tests.cli.story import Story
from tests.cli.terminal import Fenduan
from verifier import fenduan_verify
from verifier.fenduan_verify import check_proof, read_key

NO = "FD-2025-SH-0001"


@pytest.fixture(autouse=True)
def case(enzyme: Story) -> Story:
    """A case in the joint plan, in the ledger of the data folder."""
    return enzyme


class TestVerify:
    def test_before_anything_is_sealed(self, fenduan: Fenduan) -> None:
        """Without a seal the chain of every stream is checked, and it says that nothing is sealed."""
        said = fenduan("ledger", "verify")

        assert 0 == said.code
        assert "Not sealed yet" in said.out

    def test_intact(self, fenduan: Fenduan) -> None:
        """An intact ledger holds, in both languages and as data."""
        sealed = fenduan("ledger", "checkpoint", "--json").data["size"]

        assert f"It holds: {sealed} events" in fenduan("ledger", "verify").out
        assert "验证通过" in fenduan("ledger", "verify", "--lang", "zh").out
        said = fenduan("ledger", "verify", "--json").data
        assert (True, sealed, sealed, [], None) == (
            said["holds"],
            said["events"],
            said["sealed"],
            said["findings"],
            said["first"],
        )

    def test_a_changed_event(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A changed event is named, and the exit code is 1, also where the triggers are gone."""
        fenduan("ledger", "checkpoint")
        tamper(
            tmp_path,
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), ?, ?) AS BLOB)",
            "符合要求",
            "不符要求",
        )
        said = fenduan("ledger", "verify")
        data = fenduan("ledger", "verify", "--json")

        assert (1, 1) == (said.code, data.code)
        assert f"case/{NO} " in said.out
        assert "the event was changed" in said.out
        assert "changed" == data.data["findings"][0]["what"]
        assert data.data["first"].startswith(f"case/{NO} ")

    def test_a_deleted_event(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A deleted event is named from the seal's own copy, in Chinese too."""
        fenduan("ledger", "checkpoint")
        tamper(tmp_path, "DELETE FROM stored_events WHERE seq = 3")

        assert f"第3号，case/{NO} 3：事件已被删除" in fenduan("ledger", "verify", "--lang", "zh").out

    def test_only_one_case(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """With --case only what concerns that case counts."""
        fenduan("ledger", "checkpoint")
        tamper(tmp_path, "DELETE FROM stored_events WHERE seq = 3")

        assert 1 == fenduan("ledger", "verify", "--case", NO).code

    def test_how_much_of_one_case(self, fenduan: Fenduan) -> None:
        """With --case it says how many events are that case's; a number that nothing is known of does not hold."""
        fenduan("ledger", "checkpoint")
        said, other = (fenduan("ledger", "verify", "--case", no) for no in (NO, "FD-2025-SH-0099"))
        data = fenduan("ledger", "verify", "--case", NO, "--json").data

        assert 0 == said.code
        assert f"It holds: {data['case_events']} events of {NO}" in said.out
        assert 1 == other.code
        assert "no event of case FD-2025-SH-0099" in other.err

    def test_a_witness_that_is_not_there(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A folder that is no witness's is wrong input: a mistyped name must not look like agreement."""
        fenduan("ledger", "checkpoint")
        said = fenduan("ledger", "verify", "--witness", str(tmp_path / "nowhere"))

        assert 2 == said.code
        assert "is no folder of a witness" in said.err

    def test_with_keys_of_ones_own(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """With --key the seal must be signed by that key, whatever the seal says of its own keys."""
        fenduan("ledger", "checkpoint")
        given = key(fenduan)
        assert 0 == fenduan("ledger", "verify", "--key", given).code

        tamper(tmp_path, "UPDATE stored_events SET recorded_at = recorded_at + 1 WHERE seq = 1")
        tamper(tmp_path, "DELETE FROM stored_events WHERE seq > 1")
        shutil.rmtree(tmp_path / "seal")
        write_signers(tmp_path / "keys" / "seal.key", [new_signer(given.split("+")[0])])
        forge(tmp_path)
        said = fenduan("ledger", "verify", "--key", given, "--json")

        assert 0 == fenduan("ledger", "verify").code
        assert (1, "checkpoint") == (said.code, said.data["findings"][0]["what"])

    def test_a_seal_that_was_removed(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A signing key without any checkpoint does not hold once an event has waited too long."""
        fenduan("ledger", "checkpoint")
        tamper(tmp_path, "UPDATE stored_events SET recorded_at = 1 WHERE seq = 1")
        shutil.rmtree(tmp_path / "seal")
        said = fenduan("ledger", "verify", "--case", NO, "--json")

        assert 1 == said.code
        assert "lost" in {each["what"] for each in said.data["findings"]}
        assert "the seal was removed" in " ".join(fenduan("ledger", "verify").out.split())

    def test_a_kept_checkpoint(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """The ledger is held to a checkpoint that somebody kept, though its own seal is gone."""
        kept = tmp_path / "kept"
        kept.write_text(fenduan("ledger", "checkpoint", "--json").data["note"], "utf-8")
        assert 0 == fenduan("ledger", "verify", "--older", str(kept)).code

        given = key(fenduan)
        shutil.rmtree(tmp_path / "seal")
        said = fenduan("ledger", "verify", "--older", str(kept), "--key", given, "--json")
        assert (1, ["history", "lost"]) == (said.code, [each["what"] for each in said.data["findings"]])

    def test_a_folder_of_kept_checkpoints(
        self, fenduan: Fenduan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Checkpoints that were pushed elsewhere show that history was rewritten, also by who holds the key."""
        there = tmp_path / "elsewhere" / "worm"
        monkeypatch.setenv("FENDUAN_SEAL_PUSH", str(there))
        fenduan("ledger", "checkpoint")
        (there / "cut short").write_text("fenduan/", "utf-8")
        assert 0 == fenduan("ledger", "verify", "--older", str(there)).code

        tamper(tmp_path, "UPDATE stored_events SET recorded_at = recorded_at + 1 WHERE seq = 2")
        shutil.rmtree(tmp_path / "seal")
        forge(tmp_path)
        said = fenduan("ledger", "verify", "--older", str(there), "--json")

        assert (1, "history") == (said.code, said.data["findings"][-1]["what"])
        assert 2 == fenduan("ledger", "verify", "--older", str(tmp_path / "keys")).code

    def test_a_changed_snapshot(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A state that a worker would begin at, and that is not what the events come to, is named."""
        fenduan("ledger", "checkpoint")
        with stored_rows(tmp_path / "ledger.sqlite") as rows:
            first = rows.rows_of(f"case/{NO}")[0]
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as connection:
            connection.execute(
                "INSERT INTO snapshots (stream, kind, version, tip, code, state) VALUES (?, ?, ?, ?, ?, ?)",
                (first.stream, "CaseState", 1, leaf_hash(first), code_digest("domain"), b"{}"),
            )

        said = fenduan("ledger", "verify")

        assert 1 == said.code
        assert f"case/{NO}: its stored snapshot is not what its events come to" in " ".join(said.out.split())

    def test_no_ledger(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Where there is no ledger, the exit code is 3."""
        assert 3 == fenduan("ledger", "verify", "--data", str(tmp_path / "nowhere")).code


class TestCheckpoint:
    def test_signs_what_is_there(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """It seals every event, once, prints the note, and leaves it where readers look."""
        first = fenduan("ledger", "checkpoint", "--json").data
        again = fenduan("ledger", "checkpoint", "--json").data

        assert (first["size"], 0) == (first["added"], again["added"])
        assert first["note"] == again["note"] == (tmp_path / "seal" / "checkpoint").read_text("utf-8")
        assert fenduan("ledger", "checkpoint").out.endswith(first["note"])

    def test_rotation_of_keys(self, fenduan: Fenduan, case: Story) -> None:
        """A new key signs beside the old one until that is retired; both stay published."""
        fenduan("ledger", "checkpoint")
        old = key(fenduan)
        fenduan("ledger", "keys", "--new")
        case.act("js-agency", "sign_scheme", version=1, reason="方案可行")
        note = fenduan("ledger", "checkpoint", "--json").data["note"]
        ids = [read_key(each).id.hex() for each in fenduan("ledger", "keys", "--json").data["signing"]]

        assert 2 == len(ids) == note.count("\u2014 ")
        after = fenduan("ledger", "keys", "--retire", ids[0], "--json").data
        assert ids[1:] == [read_key(each).id.hex() for each in after["signing"]]
        assert old in after["published"]
        assert 0 == fenduan("ledger", "verify").code
        assert 2 == fenduan("ledger", "keys", "--retire", "00000000").code
        assert 1 == fenduan("ledger", "keys", "--retire", ids[1]).code


class TestProve:
    @pytest.mark.parametrize("given", [f"{NO}@2", f"case/{NO}@2", f"case/{NO} 2", "2"])
    def test_an_event(self, fenduan: Fenduan, given: str) -> None:
        """An event is meant by stream and version, or by its sequence."""
        fenduan("ledger", "checkpoint")
        _, event = check_proof(fenduan("ledger", "prove", given).out, [read_key(key(fenduan))])

        assert (f"case/{NO}", 2) == (event.stream, event.version)

    def test_by_its_id(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """An event is meant by its UUID; the proof goes to a file that verifies."""
        fenduan("ledger", "checkpoint")
        with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as connection:
            [(event_id,)] = connection.execute("SELECT event_id FROM stored_events WHERE seq = 4").fetchall()
        out = tmp_path / "event.tlog-proof"
        fenduan("ledger", "prove", event_id, "--out", str(out))

        said = fenduan("ledger", "verify", "--pack", str(out), "--json").data
        assert (True, event_id) == (said["holds"], said["id"])

    def test_growth(self, fenduan: Fenduan, tmp_path: Path, case: Story) -> None:
        """For a kept checkpoint it proves how the log grew from there."""
        kept, out = tmp_path / "kept", tmp_path / "growth"
        kept.write_text(fenduan("ledger", "checkpoint", "--json").data["note"], "utf-8")
        case.act("js-agency", "sign_scheme", version=1, reason="方案可行")
        fenduan("ledger", "checkpoint")
        fenduan("ledger", "prove", "--since", str(kept), "--out", str(out))

        assert 0 == fenduan("ledger", "verify", "--pack", str(out), "--older", str(kept)).code

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            (["nonsense"], 2),
            (["99999"], 1),
            ([f"{NO}@99"], 1),
            ([], 2),
            (["00000000-0000-0000-0000-000000000000"], 1),
        ],
    )
    def test_of_nothing(self, fenduan: Fenduan, given: list[str], code: int) -> None:
        """What is no event, and an event that does not exist, get one clear sentence."""
        fenduan("ledger", "checkpoint")
        said = fenduan("ledger", "prove", *given)

        assert (code, 1) == (said.code, len(said.err.strip().splitlines()))

    def test_a_file_that_cannot_be_written(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A place that cannot be written is wrong input, in one sentence."""
        fenduan("ledger", "checkpoint")
        said = fenduan("ledger", "prove", "1", "--out", str(tmp_path / "no" / "proof"))

        assert 2 == said.code
        assert "cannot be written" in said.err


class TestExport:
    def test_verified_by_the_copied_module(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A stranger with the pack, the key and one copied file verifies the case."""
        stranger = tmp_path / "stranger"
        stranger.mkdir()
        shutil.copy(str(fenduan_verify.__file__), stranger)
        said = fenduan("ledger", "export", NO, "--out", str(stranger / "pack.json"), "--json").data
        program = [
            sys.executable,
            "-I",
            "fenduan_verify.py",
            "pack.json",
            "--key",
            said["key"],
            "--lang",
            "zh",
        ]
        ran = subprocess.run(program, cwd=stranger, check=False, capture_output=True, text=True)

        assert (0, "验证通过。") == (ran.returncode, ran.stdout.splitlines()[0])

    def test_readable(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """The pack begins with the file of the case in both languages, without anybody's name."""
        out = tmp_path / "pack.json"
        fenduan("ledger", "export", NO, "--out", str(out))
        summary = json.loads(out.read_text("utf-8"))["summary"]

        assert f"案卷 {NO}" == summary["zh"][0]
        assert f"File of case {NO}" == summary["en"][0]
        assert any("sign the scheme" in line or "signed" in line for line in summary["en"])

    def test_withheld(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """What is withheld is neither in the events nor in the summary, and the pack still holds."""
        out = tmp_path / "pack.json"
        said = fenduan(
            "ledger",
            "export",
            NO,
            "--out",
            str(out),
            "--withhold",
            "1",
            "--withhold",
            "case.scheme_proposed",
            "--json",
        ).data
        text = out.read_text("utf-8")

        assert 2 == said["withheld"]
        assert "velaglucerase" not in text
        assert "第一版" not in text
        assert f"case/{NO} 1" in text
        assert 0 == fenduan("ledger", "verify", "--pack", str(out)).code

    def test_the_first_events_withheld_late_in_the_case(
        self, fenduan: Fenduan, tmp_path: Path, case: Story
    ) -> None:
        """Also where what follows builds on the withheld dossier, the other events are told."""
        case.act("js-agency", "sign_scheme", version=1, reason="方案可行")
        case.act(
            "sh-government",
            "decide_as_government",
            outcome="approve",
            document_no="沪府2025-1",
            reason="同意",
        )
        findings = [
            {"subject": each, "satisfied": True}
            for each in ("scheme", "supervision_plan", "agencies", "enterprises", "variety")
        ]
        case.act(
            "nmpa", "decide_as_nmpa", outcome="approve", reply_no="2025-1", reason="同意", findings=findings
        )
        out = tmp_path / "pack.json"
        said = fenduan("ledger", "export", NO, "--out", str(out), "--withhold", "1", "--withhold", "2")

        assert (0, "") == (said.code, said.err)
        assert 0 == fenduan("ledger", "verify", "--pack", str(out)).code

    def test_seals_first(self, fenduan: Fenduan, tmp_path: Path, case: Story) -> None:
        """What was recorded a moment ago is in the pack."""
        fenduan("ledger", "checkpoint")
        receipt = case.act("js-agency", "sign_scheme", version=1, reason="方案可行")
        out = tmp_path / "pack.json"
        fenduan("ledger", "export", NO, "--out", str(out))

        assert receipt.versions[-1] <= json.loads(out.read_text("utf-8"))["events"][-1]["version"]

    @pytest.mark.parametrize("other", [["--case", NO], ["--witness", "w"], ["--deep"]])
    def test_what_is_not_checked_of_a_pack(self, fenduan: Fenduan, tmp_path: Path, other: list[str]) -> None:
        """What cannot be checked of a pack is refused: passed by in silence it would look as if it held."""
        fenduan("ledger", "export", NO, "--out", str(tmp_path / "pack.json"))
        said = fenduan("ledger", "verify", "--pack", str(tmp_path / "pack.json"), *other)

        assert 2 == said.code
        assert f"--pack cannot be used with {other[0]}" in said.err

    def test_a_forged_pack(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A changed pack does not hold, and the event is named."""
        out = tmp_path / "pack.json"
        fenduan("ledger", "export", NO, "--out", str(out))
        out.write_text(out.read_text("utf-8").replace("符合要求", "不符要求"), "utf-8")
        said = fenduan("ledger", "verify", "--pack", str(out), "--json")

        assert 1 == said.code
        assert said.data["error"]["event"].startswith(f"case/{NO} ")

    def test_is_on_record(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """That a case was handed out stands in the journal of whoever did it, under the same seal."""
        fenduan("ledger", "export", NO, "--out", str(tmp_path / "case.pack"))
        with stored_rows(tmp_path / "ledger.sqlite") as rows:
            [entry] = [row for row in rows.rows_of("journal/operations") if row.topic == "operation.recorded"]

        assert [f"case/{NO}"] == json.loads(entry.state)["body"]["about"]
        assert 0 == fenduan("ledger", "verify").code

    def test_without_a_known_key(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """Where no key is known, it asks for one and says where from."""
        out = tmp_path / "pack.json"
        fenduan("ledger", "export", NO, "--out", str(out))
        said = fenduan("ledger", "verify", "--pack", str(out), "--data", str(tmp_path / "nowhere"))

        assert 2 == said.code
        assert "--key" in said.err

    @pytest.mark.parametrize(
        "given", [["FD-2025-SH-0099"], [NO, "--withhold", "99"], [NO, "--withhold", "case.nothing"]]
    )
    def test_of_nothing(self, fenduan: Fenduan, given: list[str]) -> None:
        """A case or an event that there is not is named."""
        said = fenduan("ledger", "export", *given)

        assert said.code in {1, 2}
        assert given[-1] in said.err
