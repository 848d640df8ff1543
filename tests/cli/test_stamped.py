from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.story import Story
from tests.cli.terminal import Fenduan
from tests.ledger.seal.tsa import MISSING, TimeStamping, available

NO = "FD-2025-SH-0001"
pytestmark = pytest.mark.skipif(not available(), reason=MISSING)


@pytest.fixture(autouse=True)
def case(enzyme: Story) -> Story:
    """A case in the joint plan, in the ledger of the data folder."""
    return enzyme


@pytest.fixture
def tsa(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[TimeStamping]:
    """An authority that the settings name."""
    authority = TimeStamping(tmp_path_factory.mktemp("tsa") / "here")
    with authority.serving() as url:
        monkeypatch.setenv("FENDUAN_TSA_URL", url)
        yield authority


class TestStamped:
    def test_verified_with_a_certificate(self, fenduan: Fenduan, tsa: TimeStamping) -> None:
        """A checkpoint is stamped when it is made; only with the caller's certificate does that prove anything."""
        assert fenduan("ledger", "checkpoint", "--json").data["stamped"]
        told = fenduan("ledger", "verify", "--json").data["stamped"]
        proved = fenduan("ledger", "verify", "--tsa", str(tsa.root), "--json").data["stamped"]

        assert (1, False, True) == (told["count"], told["proved"], proved["proved"])
        assert "not proved" in fenduan("ledger", "verify").text
        assert "Time stamps: 1, proved" in fenduan("ledger", "verify", "--tsa", str(tsa.root)).text

    def test_by_somebody_else(self, fenduan: Fenduan, tsa: TimeStamping, tmp_path: Path) -> None:
        """Another authority's certificate shows that the stamp is none of its own."""
        fenduan("ledger", "checkpoint")
        stranger = TimeStamping(tmp_path / "stranger")
        said = fenduan("ledger", "verify", "--tsa", str(stranger.root), "--json")

        assert tsa.root != stranger.root
        assert (1, ["stamp"]) == (said.code, [each["what"] for each in said.data["findings"]])

    def test_no_answer(self, fenduan: Fenduan, tsa: TimeStamping) -> None:
        """An authority that does not answer hinders nothing; it is said."""
        tsa.answers = False
        said = fenduan("ledger", "checkpoint")

        assert 0 == said.code
        assert "Not time-stamped" in said.err
        assert fenduan("ledger", "verify", "--json").data["stamped"] is None

    def test_in_a_pack(self, fenduan: Fenduan, tsa: TimeStamping, tmp_path: Path, case: Story) -> None:
        """A pack takes the newest stamp along, with the way from its checkpoint to that of the pack."""
        fenduan("ledger", "checkpoint")
        case.act("js-agency", "sign_scheme", version=1, reason="方案可行")
        pack = tmp_path / "pack.json"
        fenduan("ledger", "export", NO, "--out", str(pack))
        said = fenduan("ledger", "verify", "--pack", str(pack), "--tsa", str(tsa.root), "--json")

        assert (0, True) == (said.code, said.data["stamped"]["proved"])
        stranger = TimeStamping(tmp_path / "stranger")
        assert 1 == fenduan("ledger", "verify", "--pack", str(pack), "--tsa", str(stranger.root)).code

    def test_wrong_certificates(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """A file that holds none is said to be so."""
        assert 2 == fenduan("ledger", "verify", "--tsa", str(tmp_path / "missing")).code
