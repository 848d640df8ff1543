from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.law import Law
from domain.model import Province
from domain.position import Wait
from domain.streams import TOPICS
from gateway.models import rules
from ledger import Ledger
from ledger.projection import Projection
from ledger.views import Search, Views
from ledger.views.rebuild import Rebuild
from tests.cli.story import Story, Tell
from tests.cli.terminal import Fenduan

NO = "FD-2025-SH-0001"


class TestRebuild:
    def test_says_how_much(self, fenduan: Fenduan, enzyme: Story) -> None:
        """The models are made anew from every event, in both languages and as data."""
        events = enzyme.position().version
        ran = fenduan("ledger", "rebuild", "--json")

        assert (0, {"events": events, "behind": 0, "parked": []}) == (ran.code, ran.data)
        # Each is an act of the operator, and so an event of its own.
        assert f"Rebuilt from {events + 1} events\n" == fenduan("ledger", "rebuild").out
        assert f"已由{events + 2}个事件重建\n" == fenduan("ledger", "rebuild", "--lang", "zh").out

    @pytest.mark.usefixtures("enzyme")
    def test_check(self, fenduan: Fenduan, tmp_path: Path) -> None:
        """With --check a changed line is named and the exit code is 1, until a rebuild mends it."""
        assert 0 == fenduan("ledger", "rebuild", "--check").code
        with closing(sqlite3.connect(tmp_path / "views.sqlite", isolation_level=None)) as connection:
            connection.execute("UPDATE cases SET stage = 'closed'")
        ran = fenduan("ledger", "rebuild", "--check", "--json")
        said = fenduan("ledger", "rebuild", "--check").out
        fenduan("ledger", "rebuild")

        assert (1, {(f"case/{NO}", True), (f"case/{NO}", False)}) == (
            ran.code,
            {(each["key"], each["live"]) for each in ran.data["differences"]},
        )
        assert f"cases case/{NO}: only in the live one" in said
        assert 0 == fenduan("ledger", "rebuild", "--check").code

    def test_no_ledger(self, fenduan: Fenduan) -> None:
        """Where there is no ledger, the exit code is 3."""
        assert 3 == fenduan("ledger", "rebuild").code


class TestModels:
    def test_a_case(self, tmp_path: Path, enzyme: Story, fenduan: Fenduan) -> None:
        """Who is awaited, and which command was refused, stand in the models as in the case itself."""
        fenduan("ledger", "rebuild")
        position = enzyme.position()
        with Views.open(tmp_path / "views.sqlite") as views:
            [case] = views.search(Search(text="北海康成 velaglucerase"))
            [pending] = views.pending(province=Province("320000"), command="sign_scheme")
            [refusal] = views.refusals(case=NO)

        assert (NO, position.version, position.shift) == (case.number, case.version, case.shift)
        assert position.waits[0].model_dump() == pending.model_dump(include=set(Wait.model_fields))
        assert ("decide_selection", "provincial_agency") == (refusal.command, refusal.role)

    def test_overdue_as_in_the_list(self, tmp_path: Path, tell: Tell, fenduan: Fenduan) -> None:
        """A case is overdue in the models on the same days as in the list of cases."""
        story = tell("FD-2025-SH-0002", "synthetic_glp1", "2025-03-03")
        seen = []
        with Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, create=False) as ledger:
            for day in ("2025-03-10", "2025-03-11T00:00", "2025-03-20"):
                story.on(day)
                fenduan("ledger", "rebuild")
                listed = fenduan("case", "list", "--overdue", "--json").data["cases"]
                with Views.open(tmp_path / "views.sqlite") as views:
                    late = views.search(Search(overdue=ledger.now()))
                seen.append((bool(listed), bool(late)))

        assert all(one == other for one, other in seen)
        assert (True, True) in seen

    def test_a_license_and_its_duties(self, tmp_path: Path, licensed: Story, fenduan: Fenduan) -> None:
        """A granted license is found by its holder, and the supervision's duties by whom they bind."""
        fenduan("ledger", "rebuild")
        with Views.open(tmp_path / "views.sqlite") as views:
            licenses = views.licenses()
            found = [views.licenses(licensee=each.holder) for each in licenses]
            duties = views.duties(stream=licensed.supervision)
            waits = views.pending()

        assert ["license_valid"] == [
            each.standing for each in licenses if each.stream == licensed.supervision
        ]
        assert all(each in of_holder for each, of_holder in zip(licenses, found, strict=True))
        owed = [command for act in waits if act.stream == licensed.supervision for command in act.commands]
        assert set(owed) == {each.duty for each in duties}
        assert {("report_self_inspection", 2025)} == {(each.duty, each.year) for each in duties if each.site}

    @pytest.mark.usefixtures("licensed")
    def test_live_equals_fresh(self, tmp_path: Path) -> None:
        """Models that followed event by event equal those that were built at once."""
        with (
            Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, create=False) as ledger,
            Views.open(tmp_path / "views.sqlite") as views,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr("ledger.projection.BATCH", 3)
            projection = Projection(ledger, views, rules(Law.load()))
            projection.catch_up()

            assert () == Rebuild(projection).compare()
