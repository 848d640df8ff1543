"""The verifier in the hands of an auditor who has nothing else of ours."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.seal import new_signer
from ledger.seal.proof import prove
from ledger.seal.witness import hired
from tests.ledger.seal.conftest import Sealed
from tests.verifier.conftest import CASE, STREAM, exported
from verifier import fenduan_verify as verifier
from verifier.fenduan_verify import main

# The checksum database of Go: its key, and what it signed on some day. The key is not named as the log is.
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB_HEAD = (
    "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n— sum.golang.org"
    " Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=\n"
)


class TestAlone:
    """The verifier as an auditor has it: one file, copied to an empty folder."""

    @pytest.fixture
    def folder(self, sealed: Sealed, tmp_path: Path) -> Path:
        """The verifier with a pack, a proof, keys and an old checkpoint."""
        shutil.copy(str(verifier.__file__), tmp_path)
        (tmp_path / "pack.json").write_text(exported(sealed), "utf-8")
        [row] = sealed.ledger.rows_after(41, 1)
        (tmp_path / "event.tlog-proof").write_text(prove(sealed.log, row), "utf-8")
        (tmp_path / "keys").write_text(f"{sealed.signer.key}\n", "utf-8")
        kept, head = sealed.log.checkpoint(10), sealed.log.head()
        assert kept is not None
        assert head is not None
        (tmp_path / "kept").write_text(kept.note, "utf-8")
        (tmp_path / "growth").write_text(sealed.log.growth(10, head), "utf-8")
        (tmp_path / "newest").write_text(head.note, "utf-8")
        (tmp_path / "sumdb").write_text(SUMDB_HEAD, "utf-8")
        for name in ("event.tlog-proof", "kept"):
            ended = (tmp_path / name).read_bytes().replace(b"\n", b"\r\n")
            (tmp_path / name.replace("event", "windows").replace("kept", "windows")).write_bytes(ended)
        return tmp_path

    def test_as_a_script(self, folder: Path) -> None:
        """It runs by itself, with nothing of the engine to import."""
        program = [sys.executable, "-I", "fenduan_verify.py", "pack.json", "--key", "keys", "--json"]
        ran = subprocess.run(program, cwd=folder, check=False, capture_output=True, text=True)

        assert (0, "") == (ran.returncode, ran.stderr)
        assert CASE == json.loads(ran.stdout)["case"]

    def test_imports(self) -> None:
        """It imports the standard library and cryptography alone, and nothing that reaches a network."""
        tree = ast.parse(Path(str(verifier.__file__)).read_text("utf-8"))
        names = {
            name.split(".")[0]
            for node in ast.walk(tree)
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [str(node.module)]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }

        assert set() == names - set(sys.stdlib_module_names) - {"cryptography"}
        assert set() == names & {"socket", "urllib", "http", "ssl", "sqlite3", "subprocess", "asyncio"}

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (["pack.json", "--key", "keys"], 0, "It holds."),
            (["pack.json", "--key", "keys", "--lang", "zh"], 0, "验证通过。"),
            (["event.tlog-proof", "--key", "keys"], 0, "event: case/FD-2025-SH-0003 6"),
            (["kept", "--key", "keys"], 0, "size: 10"),
            (["growth", "--key", "keys", "--older", "kept"], 0, "size: 83"),
            (["pack.json", "--key", "keys", "--older", "kept"], 0, "It holds."),
            (["pack.json", "--key", "keys", "--origin", "example.org/other"], 1, "has signed for"),
            (["kept", "--key", "keys", "--older", "newest"], 1, "of 10 entries does not continue that of 83"),
            (["windows.tlog-proof", "--key", "keys"], 2, "no proof"),
            (["windows", "--key", "keys"], 2, "no signed note"),
            (["sumdb", "--key", SUMDB, "--origin", "go.sum database tree"], 0, "size: 63096908"),
            (["sumdb", "--key", SUMDB], 1, "has signed for go.sum database tree"),
            (["growth", "--key", "keys"], 2, "name the checkpoint that you kept"),
            (["kept", "--key", "keys", "--older", "missing"], 2, "missing"),
            (["missing", "--key", "keys"], 2, "missing"),
            (["pack.json", "--key", "pack.json"], 2, "is no Ed25519 verifier key"),
            (["fenduan_verify.py", "--key", "keys"], 2, "this is no signed note"),
        ],
    )
    def test_commands(  # noqa: PLR0913, PLR0917 - pytest names them
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        arguments: list[str],
        code: int,
        said: str,
    ) -> None:
        """Every kind of evidence is checked by the same command; the exit code says how it went."""
        monkeypatch.chdir(folder)

        assert code == main(arguments)
        printed = capsys.readouterr()
        assert said in (printed.err if code else printed.out)

    def test_without_a_key(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It asks for the key to trust, and takes none from the pack."""
        monkeypatch.chdir(folder)

        with pytest.raises(SystemExit) as stopped:
            main(["pack.json"])
        assert 2 == stopped.value.code

    def test_a_forged_pack(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A pack that does not hold ends with 1 and names the first bad event, in both languages."""
        monkeypatch.chdir(folder)
        pack = json.loads(Path("pack.json").read_text("utf-8"))
        pack["events"][4]["content"]["recorded_at"] += 1
        Path("pack.json").write_text(json.dumps(pack), "utf-8")

        assert 1 == main(["pack.json", "--key", "keys", "--json"])
        said = json.loads(capsys.readouterr().out)
        assert (False, "content", f"{STREAM} 5") == (said["holds"], said["code"], said["event"])
        assert said["en"].startswith(f"{STREAM} 5: ")
        assert said["zh"].startswith(f"{STREAM} 5: 内容")

    def test_witnesses(
        self,
        sealed: Sealed,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """A witness that is asked for must have signed, and is shown with its time; the log is no witness of itself."""
        monkeypatch.chdir(folder)
        there = hired(sealed.log, sealed.log.directory.parent / "witness", "x").key
        other = new_signer("other.example", 4).key

        assert 0 == main(["pack.json", "--key", "keys", "--witness", str(there), "--json"])
        assert ["witness.example/w1"] == list(json.loads(capsys.readouterr().out)["witnesses"])
        assert 1 == main(["pack.json", "--key", "keys", "--witness", "keys"])
        capsys.readouterr()
        assert 1 == main(["pack.json", "--key", "keys", "--witness", str(other), "--json"])
        assert "unwitnessed" == json.loads(capsys.readouterr().out)["code"]
