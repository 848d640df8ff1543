"""Signed notes, checkpoints and cosignatures, against published examples."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.seal.log import checkpoint_text
from ledger.seal.notes import Signer, new_signer, read_signer, signed
from ledger.seal.tree import Range
from verifier.fenduan_verify import (
    COSIGNATURE,
    SIGNATURE,
    BrokenError,
    Checkpoint,
    UnreadableError,
    leaf_hash,
    open_checkpoint,
    open_note,
    read_checkpoint,
    read_key,
    read_note,
    signed_by,
)

# The key, the text and the signature of the tests of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"  # noqa: S105 - a published example
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
BY_PETER = (
    "— PeterNeumann"
    " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

# The key and two checkpoints of the log that transparency-dev/tessera is tested with: its entries are words.
LOG_SECRET = "PRIVATE+KEY+example.com/log/testdata+33d7b496+AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"  # noqa: S105 - the same
LOG_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
WORDS = ["one", "two", "three", "four", "five", "six"]
CHECKPOINTS = {
    0: (
        "example.com/log/testdata\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— example.com/log/testdata"
        " M9e0lhxJACzE1KoUdqKuPa+9p6R7dSW8BlEvrg/noo8FkGg6PbJoRNOcdjqjOq89wVvTA60eubCc4oufo5BvIVEgtQc=\n"
    ),
    3: (
        "example.com/log/testdata\n3\nWqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\n\n— example.com/log/testdata"
        " M9e0lvAQRtH832pk2RTbeSeZMkp4FZSdJYFBUjO5SKxuRbywPUF3cx+HUrb50kjd3rUWW/fj53Wj1dwcwh9bGQnqVAg=\n"
    ),
    6: (
        "example.com/log/testdata\n6\na6sWvsc2eEzmj72vah7mZ5dwFltivehh2b11qwlp5Jg=\n\n— example.com/log/testdata"
        " M9e0ln+nHSdGSHEZBcjvqyYDXDbG8WxDwCDjbbGAMv/NTynAtJWhckSXIpuwpN3yJ4PTtzUbD34YGqIZr6RgJRn16gU=\n"
    ),
}


class TestNotes:
    def test_sign_as_published(self) -> None:
        """The published private key signs the published text as published, byte for byte."""
        assert TEXT + "\n" + BY_PETER == signed(TEXT, [read_signer(SECRET)])

    def test_keys_as_published(self) -> None:
        """Keys are read and written as published; a private key knows its public one."""
        assert [PETER, ENOCH] == [str(read_key(each)) for each in (PETER, ENOCH)]
        assert read_key(PETER) == read_signer(SECRET).key
        assert SECRET == read_signer(SECRET).secret()

    def test_known_signatures_are_named(self) -> None:
        """A note says which of the known keys signed it; others do no harm."""
        note = TEXT + "\n" + BY_PETER + BY_ENOCH

        assert {read_key(PETER): 0} == signed_by(note, [read_key(PETER)])
        assert {read_key(PETER): 0, read_key(ENOCH): 0} == signed_by(note, map(read_key, (PETER, ENOCH)))
        assert {} == signed_by(note, [])

    @pytest.mark.parametrize("length", [1, 20, 60, len(PETER) - 1])
    def test_mangled_keys(self, length: int) -> None:
        """A part of a key is no key, from either end."""
        for text in (PETER[:length], PETER[length:]):
            with pytest.raises(UnreadableError):
                read_key(text)

    def test_keys_with_another_byte(self) -> None:
        """A key with any byte changed does not fit its own id."""
        for at in range(len(PETER)):
            with pytest.raises(UnreadableError):
                read_key(PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :])

    @pytest.mark.parametrize(
        "note",
        [
            TEXT,
            TEXT + "\n",
            TEXT + "\n" + BY_PETER[:-1],
            "\x01" + TEXT + "\n" + BY_PETER,
            TEXT + "\n" + BY_PETER.replace("PeterNeumann", "Peter Neumann"),
            TEXT + "\n" + BY_PETER.replace("PeterNeumann", "Peter+Neumann"),
            TEXT + "\n" + BY_PETER + "Unexpected line.\n",
            TEXT + "\n" + BY_PETER.replace("—", "-"),
            TEXT + "\n" + BY_PETER * 101,
        ],
    )
    def test_no_note(self, note: str) -> None:
        """What is not exactly a text, an empty line and signatures is no note."""
        with pytest.raises(UnreadableError):
            read_note(note)

    def test_a_false_signature(self) -> None:
        """A note with a false signature of a known key is refused, though another known key signed it too."""
        false = BY_PETER.replace("AQxVB", "BQxVB")

        with pytest.raises(BrokenError):
            signed_by(TEXT + "\n" + BY_ENOCH + false, map(read_key, (PETER, ENOCH)))

    def test_a_changed_text(self) -> None:
        """A note whose text was changed is refused."""
        with pytest.raises(BrokenError):
            open_note(TEXT.replace("know", "knew") + "\n" + BY_PETER, "PeterNeumann", [read_key(PETER)])

    def test_nobody_known(self) -> None:
        """A note that no known key has signed is refused."""
        with pytest.raises(BrokenError):
            open_note(TEXT + "\n" + BY_PETER, "PeterNeumann", [read_key(ENOCH)])

    @pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb"])
    def test_names_of_keys(self, name: str) -> None:
        """A key is not named with blanks or plus signs."""
        with pytest.raises(ValueError, match="cannot name a key"):
            new_signer(name)


class TestCheckpoints:
    @pytest.mark.parametrize("size", CHECKPOINTS)
    def test_a_published_log(self, size: int) -> None:
        """The published log is reproduced from its entries, signatures included."""
        tree = Range()
        tree.add(leaf_hash(word.encode()) for word in WORDS[:size])
        checkpoint = Checkpoint("example.com/log/testdata", size, tree.root())

        assert CHECKPOINTS[size] == signed(checkpoint_text(checkpoint), [read_signer(LOG_SECRET)])
        assert checkpoint == open_checkpoint(CHECKPOINTS[size], [read_key(LOG_KEY)])

    def test_extension_lines(self) -> None:
        """Lines below the root are allowed and mean nothing."""
        text = CHECKPOINTS[6].partition("\n\n")[0] + "\n"

        assert read_checkpoint(text) == read_checkpoint(text + "an extension\n")

    @pytest.mark.parametrize("wrong", ["012", "-1", "1.0", "", " 12", "1e3", "\uff11\uff12"])
    def test_sizes(self, wrong: str) -> None:
        """A size is a plain decimal number."""
        with pytest.raises(UnreadableError):
            read_checkpoint(f"log\n{wrong}\nuZo6M+IhVna+CLgWCrJs0xBPUHbozHkYTQASduHSLME=\n")

    def test_root_in_another_spelling(self) -> None:
        """A root has one spelling: what decodes to the same bytes in another is refused."""
        with pytest.raises(UnreadableError):
            read_checkpoint("log\n12\na6sWvsc2eEzmj72vah7mZ5dwFltivehh2b11qwlp5Jh=\n")

    def test_signed_by_a_key_of_another_name(self) -> None:
        """A trusted key signs for the log of its own name only."""
        other = Signer("other", SIGNATURE, Ed25519PrivateKey.generate())
        note = signed(checkpoint_text(Checkpoint("log", 0, bytes(32))), [other])

        with pytest.raises(BrokenError):
            open_checkpoint(note, [other.key])

    def test_a_witness_alone_is_not_enough(self) -> None:
        """A cosignature does not stand in for the log's own signature."""
        witness = Signer("log", COSIGNATURE, Ed25519PrivateKey.generate())
        note = signed(checkpoint_text(Checkpoint("log", 0, bytes(32))), [witness], time=1)

        with pytest.raises(BrokenError):
            open_checkpoint(note, [witness.key])


class TestCosignatures:
    def test_message_and_line(self) -> None:
        """A cosignature is over the time and the note's text, and states the time before the signature."""
        witness = Signer("witness.example/w1", COSIGNATURE, Ed25519PrivateKey.generate())
        text = checkpoint_text(Checkpoint("example.com/behind-the-sofa", 20852163, bytes(32)))
        name, line = witness.sign(text, time=1679315147).removeprefix("— ").split()
        raw = read_note(f"{text}\n— {name} {line}\n")[1][0][1]
        public = witness.private.public_key()

        public.verify(raw[12:], f"cosignature/v1\ntime 1679315147\n{text}".encode())
        assert (witness.key.id, (1679315147).to_bytes(8, "big")) == (raw[:4], raw[4:12])
        assert {witness.key: 1679315147} == signed_by(f"{text}\n— {name} {line}\n", [witness.key])

    def test_another_time(self) -> None:
        """A cosignature whose time was changed is false."""
        witness = Signer("witness.example/w1", COSIGNATURE, Ed25519PrivateKey.generate())
        text = checkpoint_text(Checkpoint("log", 7, bytes(32)))
        early, late = (witness.sign(text, time=time).split()[2] for time in (1, 2))

        with pytest.raises(BrokenError):
            signed_by(f"{text}\n— {witness.name} {late[:16]}{early[16:]}\n", [witness.key])


class TestSignaturesOfOneKey:
    def test_the_first_counts(self) -> None:
        """Of two signatures by one key the second is passed by, also where it is false, as in Go's note package."""
        name, signature = BY_PETER.split()[1:]
        false = signature[:-8] + "AAAAAAA="
        key = read_key(PETER)

        assert {key: 0} == signed_by(f"{TEXT}\n{BY_PETER}\u2014 {name} {false}\n", [key])
        with pytest.raises(BrokenError):
            signed_by(f"{TEXT}\n\u2014 {name} {false}\n{BY_PETER}", [key])
