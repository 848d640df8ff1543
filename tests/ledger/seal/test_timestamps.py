"""Time stamps by a real authority, and by everything that is none."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger.seal import SealError, audit
from ledger.seal.timestamps import (
    Authority,
    TimestampError,
    certificates,
    checked,
    stamp_newest,
    stamp_path,
    stamps,
)
from tests.ledger.seal.conftest import Sealed
from tests.ledger.seal.tsa import MISSING, TimeStamping, available

pytestmark = pytest.mark.skipif(not available(), reason=MISSING)


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> TimeStamping:
    """The authority."""
    return TimeStamping(tmp_path_factory.mktemp("tsa") / "here")


@pytest.fixture(scope="module")
def url(tsa: TimeStamping) -> Iterator[str]:
    """Where it answers."""
    with tsa.serving() as address:
        yield address


@pytest.fixture
def authority(tsa: TimeStamping, url: str) -> Authority:
    """It, as a sequencer knows it."""
    tsa.answers = True
    return Authority(url=url, certificates=tsa.root)


@pytest.fixture
def stamped(sealed: Sealed, authority: Authority) -> tuple[str, bytes]:
    """A checkpoint's note, and the stamp over it."""
    sealed.seal(5)
    head = stamp_newest(sealed.log, authority)
    assert head is not None
    return head.note, stamp_path(sealed.log, 5).read_bytes()


class TestStamping:
    def test_beside_the_checkpoint(self, sealed: Sealed, authority: Authority, tsa: TimeStamping) -> None:
        """The stamp stands beside its checkpoint, written once, and says when the authority saw it."""
        sealed.seal(5)
        assert stamp_newest(sealed.log, authority) is not None
        assert stamp_newest(sealed.log, authority) is None
        sealed.seal(3)
        assert stamp_newest(sealed.log, authority) is not None

        assert [5, 8] == [each.size for each in stamps(sealed.log)] == sealed.log.sizes()
        assert 0o444 == stamp_path(sealed.log, 5).stat().st_mode & 0o777
        for each in stamps(sealed.log):
            head = sealed.log.checkpoint(each.size)
            assert head is not None
            at = checked(each.response, head.note, certificates(tsa.root))
            assert abs(datetime.now(UTC) - at) < timedelta(minutes=5)
        assert () == audit(sealed.ledger, sealed.log).findings

    def test_checked_by_another_program(
        self, sealed: Sealed, stamped: tuple[str, bytes], tsa: TimeStamping
    ) -> None:
        """`openssl ts -verify` accepts the stored files as they are."""
        note = sealed.log.directory / "checkpoints/000/000/000/005"
        stamp = stamp_path(sealed.log, 5)
        program = [
            "openssl",
            "ts",
            "-verify",
            "-data",
            str(note),
            "-in",
            str(stamp),
            "-CAfile",
            str(tsa.root),
        ]

        assert stamped[0] == note.read_text("utf-8")
        assert 0 == subprocess.run(program, check=False, capture_output=True).returncode

    def test_an_authority_that_fails(self, sealed: Sealed, authority: Authority, tsa: TimeStamping) -> None:
        """Where it does not answer, nothing is kept, the log goes on, and later it is asked again."""
        sealed.seal(5)
        tsa.answers = False
        with pytest.raises(TimestampError, match="does not answer"):
            stamp_newest(sealed.log, authority)
        sealed.seal(2)
        with pytest.raises(TimestampError, match="does not answer"):
            stamp_newest(sealed.log, Authority(url="http://127.0.0.1:1/"))
        tsa.answers = True

        assert stamp_newest(sealed.log, authority) is not None
        assert [7] == [each.size for each in stamps(sealed.log)]

    def test_a_stranger(self, sealed: Sealed, authority: Authority, tmp_path: Path) -> None:
        """An answer that the given certificates do not prove is not kept."""
        sealed.seal(5)
        stranger = TimeStamping(tmp_path / "stranger")
        with pytest.raises(TimestampError, match="does not hold"):
            stamp_newest(sealed.log, authority.model_copy(update={"certificates": stranger.root}))

        assert [] == list(stamps(sealed.log))


class TestChecking:
    @pytest.mark.parametrize("name", ["ca.pem", "tsa.pem"])
    def test_certificates(self, stamped: tuple[str, bytes], tsa: TimeStamping, name: str) -> None:
        """The root proves it; the authority's own certificate beside the root does too."""
        given = [*certificates(tsa.root), *(certificates(tsa.folder / name) if name == "tsa.pem" else [])]

        assert checked(stamped[1], stamped[0], given) == checked(stamped[1], stamped[0], None)

    def test_another_checkpoint(self, stamped: tuple[str, bytes], tsa: TimeStamping) -> None:
        """A stamp over other bytes is none over these, with certificates or without."""
        note, response = stamped
        for given in (certificates(tsa.root), None):
            with pytest.raises(TimestampError):
                checked(response, note.replace("\n5\n", "\n6\n"), given)

    def test_another_authority(self, stamped: tuple[str, bytes], tmp_path: Path) -> None:
        """The certificates of another authority prove nothing."""
        stranger = TimeStamping(tmp_path / "stranger")
        for given in ("ca.pem", "tsa.pem"):
            with pytest.raises(TimestampError):
                checked(stamped[1], stamped[0], certificates(stranger.folder / given))

    def test_every_byte(self, stamped: tuple[str, bytes], tsa: TimeStamping) -> None:
        """Whichever byte of the stamp is changed: it is refused, or still says the very same, proved."""
        note, response = stamped
        given, said = certificates(tsa.root), checked(response, note, certificates(tsa.root))
        accepted = []
        for at in range(len(response)):
            changed = response[:at] + bytes([response[at] ^ 1]) + response[at + 1 :]
            try:
                assert said == checked(changed, note, given)
            except TimestampError:
                continue
            accepted.append(at)

        assert len(accepted) < len(response) / 4

    @pytest.mark.parametrize("cut", [0, 1, 40, -1])
    def test_no_stamp(self, stamped: tuple[str, bytes], tsa: TimeStamping, cut: int) -> None:
        """What is cut short is no stamp."""
        with pytest.raises(TimestampError):
            checked(stamped[1][:cut], stamped[0], certificates(tsa.root))


class TestSettings:
    def test_read(self, tsa: TimeStamping) -> None:
        """An address switches it on; the pause between stamps has a default."""
        told = {"FENDUAN_TSA_URL": "https://tsa.example/", "FENDUAN_TSA_CERTIFICATE": str(tsa.root)}

        assert Authority.read({}) is None
        assert Authority(url="https://tsa.example/", certificates=tsa.root) == Authority.read(told)
        assert timedelta(seconds=30) == Authority.read({**told, "FENDUAN_TSA_EVERY": "30"}).every  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "told",
        [
            {"FENDUAN_TSA_URL": "file:///etc/passwd"},
            {"FENDUAN_TSA_URL": "https://tsa.example/", "FENDUAN_TSA_EVERY": "soon"},
        ],
    )
    def test_wrong(self, told: dict[str, str]) -> None:
        """A setting that cannot be meant is refused in one sentence."""
        with pytest.raises(SealError, match="FENDUAN_TSA"):
            Authority.read(told)
