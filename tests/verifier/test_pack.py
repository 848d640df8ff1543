"""A proof pack in the hands of somebody who has nothing else, and of somebody who changes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger import Ledger
from ledger.pack import export
from ledger.seal import SealError, Sequencer, new_signer
from tests.ledger.events import TOPICS
from tests.ledger.seal.conftest import Sealed
from tests.ledger.seal.flips import Rows
from tests.verifier.conftest import CASE, NOW, STREAM, exported
from verifier import fenduan_verify as verifier
from verifier.fenduan_verify import BrokenError, UnreadableError, check, check_pack, main

Pack = dict[str, Any]


@pytest.fixture
def pack(sealed: Sealed) -> Pack:
    """The pack, taken apart."""
    loaded: Pack = json.loads(exported(sealed))
    return loaded


def broken(pack: Pack, sealed: Sealed) -> tuple[str, str]:
    """Why the pack does not hold, and the event that is named."""
    with pytest.raises(BrokenError) as error:
        check_pack(pack, sealed.keys)
    return error.value.code, error.value.where


class TestPack:
    def test_holds(self, sealed: Sealed, pack: Pack) -> None:
        """A pack proves its events, that they are all, and the law that they used."""
        facts = check_pack(pack, sealed.keys)

        assert {
            STREAM: {"events": 13, "shown": 13},
            f"supervision/{CASE}": {"events": 0, "shown": 0},
        } == facts["streams"]
        assert ["e" * 64] == facts["laws"] == pack["laws"]
        assert [f"{STREAM} {n}" for n in range(1, 14)] == [
            f"{e['stream']} {e['version']}" for e in pack["events"]
        ]

    def test_exact_bytes(self, sealed: Sealed, pack: Pack) -> None:
        """The content is the stored bytes, readable as they are."""
        [row] = [row for row in sealed.ledger.rows_after(0, 100) if (row.stream, row.version) == (STREAM, 3)]

        assert row.state.decode() == pack["events"][2]["content"]["state"]

    def test_while_a_key_is_changed(self, sealed: Sealed) -> None:
        """During a rotation whoever trusts either key can verify a pack: all of it is signed by both."""
        old, new = sealed.signer, new_signer(sealed.signer.name)
        with Ledger.open(sealed.log.directory.parent / "rotated.db", topics=TOPICS) as ledger:
            rotated = Sealed(ledger, sealed.log.directory.parent / "rotated")
            rotated.record(8)
            Sequencer(ledger, rotated.log, [old, new]).seal()
            rows = [row for row in ledger.rows_after(0, 10) if row.stream == STREAM]
            streams = {STREAM: rows, f"supervision/{CASE}": []}
            text = export(rotated.log, CASE, streams, [old, new], exported=NOW, software="test", summary={})

        for each in (old, new):
            assert CASE == check(text, [each.key])[1]["case"]

    @pytest.mark.parametrize("state", [b"\xff\x00", b"{}", b'"meta"', b"[" * 3])
    def test_an_event_that_cannot_be_read(self, tmp_path: Path, state: bytes) -> None:
        """What was sealed is exported and proved as it is, also where nobody can read it."""
        with Ledger.open(tmp_path / "ledger.db", topics=TOPICS) as ledger:
            sealed = Sealed(ledger, tmp_path)
            sealed.record(2, streams=1)
            [first, last] = ledger.rows_after(0, 10)
            rows = [first, last._replace(state=state)]
            Sequencer(Rows(rows), sealed.log, [sealed.signer]).seal()
        streams = {STREAM: rows, f"supervision/{CASE}": []}
        text = export(sealed.log, CASE, streams, [sealed.signer], exported=NOW, software="test", summary={})

        facts = check(text, sealed.keys)[1]
        assert {"events": 2, "shown": 2} == facts["streams"][STREAM]
        assert ["e" * 64] == facts["laws"]

    def test_numbers_are_numbers(self, sealed: Sealed, pack: Pack) -> None:
        """A version or an index that is true in place of one is refused: other readers take it for something else."""
        pack["events"][0]["version"] = True
        assert ("missing", f"{STREAM} 1") == broken(pack, sealed)

    @pytest.mark.parametrize("withheld", [{3}, {1, 2, 3}, {13}, {4, 5, 12, 13}, set(range(1, 14))])
    def test_withheld(self, sealed: Sealed, withheld: set[int]) -> None:
        """With some content withheld, it still shows that nothing is missing, and nothing of that content."""
        text = exported(sealed, withheld)
        facts = check_pack(json.loads(text), sealed.keys)

        assert {"events": 13, "shown": 13 - len(withheld)} == facts["streams"][STREAM]
        assert 13 - len(withheld) == text.count('"state"')

    def test_withheld_by_whoever_passes_it_on(self, sealed: Sealed, pack: Pack) -> None:
        """Whoever passes a pack on may withhold content too: the proofs stand."""
        pack["events"][5]["content"] = None

        assert 12 == check_pack(pack, sealed.keys)["streams"][STREAM]["shown"]

    @pytest.mark.parametrize("at", [0, 5, 11])
    def test_changed_content(self, sealed: Sealed, pack: Pack, at: int) -> None:
        """A changed event is named."""
        content = pack["events"][at]["content"]
        content["state"] = content["state"].replace("signed", "forged")

        assert ("content", f"{STREAM} {at + 1}") == broken(pack, sealed)

    @pytest.mark.parametrize("at", [0, 5, 10])
    def test_left_out(self, sealed: Sealed, pack: Pack, at: int) -> None:
        """An event that was left out is named as missing."""
        del pack["events"][at]

        assert ("missing", f"{STREAM} {at + 1}") == broken(pack, sealed)

    @pytest.mark.parametrize("kept", [0, 1, 11])
    def test_cut_off(self, sealed: Sealed, pack: Pack, kept: int) -> None:
        """Events cut off at the end are noticed: the log has counted them."""
        del pack["events"][kept:]

        assert ("count", f"{STREAM} {kept + 1}") == broken(pack, sealed)

    def test_left_out_and_renumbered(self, sealed: Sealed, pack: Pack) -> None:
        """Renumbering does not hide a gap, also where the content behind it is withheld."""
        del pack["events"][5]
        for n, item in enumerate(pack["events"], 1):
            item["version"] = n
            item["content"] = None if n > 5 else item["content"]

        assert ("count", f"{STREAM} 13") == broken(pack, sealed)

    def test_reordered(self, sealed: Sealed, pack: Pack) -> None:
        """Events out of order are noticed."""
        pack["events"][3], pack["events"][4] = pack["events"][4], pack["events"][3]

        assert ("missing", f"{STREAM} 4") == broken(pack, sealed)

    def test_an_event_of_another_case(self, sealed: Sealed, pack: Pack) -> None:
        """An event of another case does not stand in for one of this, though it is in the same log."""
        other = json.loads(exported(sealed, case="FD-2025-SH-0001"))["events"][5]
        pack["events"][5] = {**other, "stream": STREAM, "content": None}
        pack["events"][6]["content"] = None

        assert ("count", f"{STREAM} 14") == broken(pack, sealed)
        pack["events"].append({**other, "stream": "case/OTHER"})
        assert ("foreign", "case/OTHER 6") == broken(pack, sealed)

    @pytest.mark.parametrize("name", ["case", "exported", "software", "summary", "laws", "log", "earlier"])
    def test_what_surrounds_the_events(self, sealed: Sealed, pack: Pack, name: str) -> None:
        """Summary, dates and the rest are signed too."""
        pack[name] = "FD-2025-SH-0001" if name == "case" else []
        if name == "case":
            pack["events"] = []

        with pytest.raises(BrokenError):
            check_pack(pack, sealed.keys)

    def test_something_added(self, sealed: Sealed, pack: Pack) -> None:
        """Nothing can be added, neither to the pack nor to an event."""
        assert ("around", "") == broken({**pack, "note": "approved"}, sealed)
        pack["events"][2]["note"] = "approved"
        assert ("order", f"{STREAM} 3") == broken(pack, sealed)

    def test_signed_by_somebody_else(self, sealed: Sealed, pack: Pack) -> None:
        """A pack with a key of the forger's own is worth nothing to who trusts the real one."""
        sealed_by = new_signer(sealed.signer.name)
        text = json.dumps(pack).replace(str(sealed.signer.key), str(sealed_by.key))

        with pytest.raises(BrokenError, match="none of the trusted keys"):
            check_pack(json.loads(text), [sealed_by.key])

    def test_the_list_of_another_checkpoint(self, sealed: Sealed, pack: Pack) -> None:
        """A count that the log made for an older checkpoint does not count."""
        size = pack["checkpoint"].split("\n")[1]
        pack["streams"] = pack["streams"].replace(f"\n{size} ", "\n50 ")

        with pytest.raises(BrokenError, match="is false"):
            check_pack(pack, sealed.keys)

    def test_older_checkpoints(self, sealed: Sealed, pack: Pack) -> None:
        """Whoever kept an older checkpoint sees that the log continued it."""
        text = json.dumps(pack)
        for size in sealed.log.sizes():
            kept = sealed.log.checkpoint(size)
            assert kept is not None
            check(text, sealed.keys, kept.note)

        forged = sealed.log.checkpoint(10)
        assert forged is not None
        with pytest.raises(BrokenError):
            check(text, sealed.keys, forged.note.replace("\n10\n", "\n11\n"))

    def test_every_byte_of_the_pack(self, sealed: Sealed) -> None:
        """Whichever byte of the file is flipped: it does not hold, cannot be read, or says exactly the same."""
        text = exported(sealed, case="FD-2025-SH-0006").encode()
        whole = json.loads(text)
        for at in range(0, len(text), 7):
            flipped = text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :]
            try:
                check(flipped.decode(), sealed.keys)
            except (BrokenError, UnreadableError, UnicodeDecodeError):
                continue
            assert whole == json.loads(flipped), f"a flip at {at} went unnoticed"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{}",
            "{",
            "[]",
            "null",
            "no evidence",
            '{"format": "fenduan-proof-pack/1"}',
            "{" * 5000,
            "old 1\n",
        ],
    )
    def test_no_evidence(self, sealed: Sealed, text: str) -> None:
        """What is no evidence is said to be none, without a traceback."""
        with pytest.raises(UnreadableError):
            check(text, sealed.keys)

    def test_a_changed_ledger_is_not_exported(self, sealed: Sealed) -> None:
        """An event that is not what was sealed does not get into a pack."""
        rows = [row for row in sealed.ledger.rows_after(0, 100) if row.stream == STREAM]
        rows[2] = rows[2]._replace(state=rows[2].state + b" ")

        with pytest.raises(SealError, match=f"{STREAM} 3 cannot be exported"):
            export(sealed.log, CASE, {STREAM: rows}, [sealed.signer], exported=NOW, software="", summary={})


class TestHostile:
    def test_a_name_that_stands_twice(self, sealed: Sealed) -> None:
        """A reader of JSON that takes the first of two summaries must not see another than the one that was signed."""
        pack = exported(sealed)
        forged = pack.replace("{", '{"summary": {"en": ["Approved"], "zh": ["批准"]}, ', 1)
        check(pack, sealed.keys)

        with pytest.raises(UnreadableError, match="stands twice"):
            check(forged, sealed.keys)

    def test_a_step_that_is_no_hash(self, sealed: Sealed) -> None:
        """A step of a proof has 32 bytes: a longer one could join two."""
        pack = json.loads(exported(sealed))
        first = pack["events"][0]
        first["proof"] = [verifier.to_text(verifier.to_bytes(first["proof"][0]) + b"x"), *first["proof"][1:]]

        with pytest.raises(BrokenError, match="not in the signed tree"):
            check(json.dumps(pack), sealed.keys)

    def test_signs_that_move_the_cursor(
        self, tmp_path: Path, sealed: Sealed, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What a hostile file says is printed without control characters."""
        (tmp_path / "keys").write_text(f"{sealed.keys[0]}\n")
        pack = json.loads(exported(sealed))
        pack["events"][0]["stream"] = "case/\x1b[2J"
        (tmp_path / "pack.json").write_text(json.dumps(pack))

        assert 1 == main([str(tmp_path / "pack.json"), "--key", str(tmp_path / "keys")])
        assert "case/\ufffd[2J" in capsys.readouterr().err
