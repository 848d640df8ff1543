"""Names of persons on PostgreSQL, from the edge to their erasure, by function and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from cli.actors import load_actors
from cli.main import app
from domain.case.anytime import Withdraw
from domain.persons import NameErased, NamesRead, mentioned
from domain.streams import TOPICS
from gateway.persons import introduce, referred_in
from ledger import Envelope, Ledger
from ledger.seal import Sequencer, audit
from tests.ledger.seal.conftest import Sealed

AGENCY = load_actors()["js-agency"]
WITHDRAW = Withdraw(
    command_id=UUID(int=7),
    stream="case/FD-2025-SH-0001",
    actor=load_actors()["huangpu-antibodies"].actor,
    reason="[[王芳]]与[[李雷]]",
)


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger of the engine's own events that knows an officer."""
    with Ledger.open(url, topics=TOPICS) as ledger:
        introduce(ledger, AGENCY.actor.person, name_zh=AGENCY.name_zh, name_en=AGENCY.name_en)
        yield ledger


@pytest.fixture
def fenduan(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - JSON is what it gives
    """Runs a command on that ledger; its exit code and its JSON."""
    for name, value in {"FENDUAN_LEDGER": url, "FENDUAN_DATA": str(tmp_path), "LANG": "C.UTF-8"}.items():
        monkeypatch.setenv(name, value)

    def run(*args: str) -> tuple[int, Any]:
        result = CliRunner().invoke(app, [*args, "--json"])
        return result.exit_code, json.loads(result.stdout)

    return run


class TestPersons:
    def test_sent_at_once(self, ledger: Ledger, url: str) -> None:
        """Several that send the same command at once send the same references."""

        def send(_: int) -> str:
            with Ledger.open(url, topics=TOPICS) as own:
                return referred_in(own, WITHDRAW).digest()

        with ThreadPoolExecutor(6) as threads:
            assert 1 == len(set(threads.map(send, range(6))))
        assert 2 == len(mentioned([referred_in(ledger, WITHDRAW)]))

    def test_read_and_erased(self, ledger: Ledger, fenduan: Any, tmp_path: Path) -> None:  # noqa: ANN401
        """A name is shown with a trace and erased with a reason; the seal over both holds."""
        sealed = Sealed(ledger, tmp_path)
        code, shown = fenduan("person", "show", str(AGENCY.name_zh))
        assert (0, AGENCY.name_en) == (code, shown["en"])
        code, _ = fenduan("person", "erase", AGENCY.actor.person, "--reason", "asked", "--as", "sh-agency")
        assert 0 == code
        Sequencer(ledger, sealed.log, [sealed.signer]).seal()

        rows = [row for row in ledger.notifications(0, 99) if isinstance(row, Envelope)]
        assert [NamesRead, NameErased] == [type(row.event) for row in rows]
        assert ledger.person_name(AGENCY.actor.person) is None
        code, shown = fenduan("person", "show", AGENCY.actor.person)
        assert (0, None, True) == (code, shown["zh"], bool(shown["erased"]))
        assert () == audit(ledger, sealed.log).findings
