"""Set-up: everything that production needs, and everything that is missing named in one answer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from domain.dossier import parse_dossier
from domain.messages import Refusal
from domain.supervision.set_up import ProductionStarted
from tests.domain.case.given import code
from tests.domain.supervision.given import SET_UP, Supervision, posted, set_up

DAY = "2025-09-01"
LEG = {"from_site": "wuxi", "to_site": "pudong", "report_no": "TV-1"}


def refused(change: Mapping[str, object], story: Supervision | None = None) -> Refusal:
    """Why the set-up with this change is not complete."""
    answer = (story or set_up()).when(DAY, "applicant", "confirm_set_up", **{**SET_UP, **change})
    assert isinstance(answer, Refusal)
    return answer


def started(change: Mapping[str, object]) -> ProductionStarted:
    """What the set-up with this change begins."""
    answer = set_up().when(DAY, "applicant", "confirm_set_up", **{**SET_UP, **change})
    assert not isinstance(answer, Refusal), answer
    (event,) = answer
    assert isinstance(event, ProductionStarted)
    return event


def three_sites() -> Supervision:
    """The same product with a third site, so that there are two transports."""
    case = set_up().case
    data = case.file.model_dump(mode="json")
    data["sites"] += [{"id": "taicang", "operator": "ds", "province": "320000", "address": "3 Example Road"}]
    data["segments"] += [{"stage": "packaging", "site": "taicang"}]
    more = [{**person, "site": "taicang"} for person in data["dispatched_staff"]]
    data["dispatched_staff"] += more
    story = Supervision(case.model_copy(update={"dossier": parse_dossier(data)}))
    opened = story.does("2025-07-10", "engine", "open_supervision")
    return opened.does("2025-07-10", "engine", "note_approval")


class TestMissing:
    def test_nothing_said(self) -> None:
        """A confirmation of nothing is told of all four conditions at once, each with its article."""
        answer = set_up().when(DAY, "applicant", "confirm_set_up")

        assert isinstance(answer, Refusal)
        assert ("set_up_incomplete", "wuxi: 0 of 2", "wuxi → pudong") == (
            answer.code,
            answer.facts["posted"],
            answer.facts["transports"],
        )
        assert {"plan/4", "plan/2-2", "cfdi/transport", "plan/no-adverse-effect"} == set(answer.basis)
        assert "派驻人员、统一质量管理体系、赔偿保障、运输验证" in answer.zh

    @pytest.mark.parametrize(
        ("change", "missing"),
        [
            ({"postings": posted("T-1")}, "set_up.staff"),
            ({"quality_system_version": None}, "set_up.quality_system"),
            ({"quality_system_effective_on": "2025-09-02"}, "set_up.quality_system"),
            ({"compensation_policy_no": None}, "set_up.compensation"),
            ({"compensation_valid_until": "2025-08-31"}, "set_up.compensation"),
            ({"compensation_valid_from": "2025-09-02"}, "set_up.compensation"),
            ({"transport_validation_no": None}, "set_up.transport"),
        ],
        ids=["staff", "no system", "not live yet", "no cover", "expired", "not begun", "transport"],
    )
    def test_one(self, change: Mapping[str, object], missing: str) -> None:
        """Each condition alone holds production back, and only it is named."""
        assert missing == refused(change).facts["missing"]

    @pytest.mark.parametrize(
        "change",
        [{"since": "2025-09-02"}, {"until": "2025-08-31"}, {"mandate": False}, {"knows_process": False}],
        ids=["later", "over", "no mandate", "not the process"],
    )
    def test_who_does_not_count(self, change: Mapping[str, object]) -> None:
        """People count who are posted that day, know process and GMP, and may guide and supervise."""
        one, other = posted("T-1", "T-2")

        assert "wuxi: 1 of 2" == refused({"postings": (one, {**other, **change})}).facts["posted"]

    def test_several_transports(self) -> None:
        """One number for all says nothing of several transports: each is validated."""
        staff = [{**each, "site": site} for each in posted("T-1", "T-2") for site in ("wuxi", "taicang")]
        refusal = refused({"postings": staff, "transport_validations": (LEG,)}, three_sites())

        assert ("set_up.transport", "pudong → taicang") == (
            refusal.facts["missing"],
            refusal.facts["transports"],
        )

    def test_transport_outside_the_chain(self) -> None:
        """A validation of a transport that does not take place is not taken."""
        back = {**LEG, "from_site": "pudong", "to_site": "wuxi"}

        assert "unknown_site" == code(refused({"transport_validations": (back,)}))


class TestComplete:
    def test_on_record(self) -> None:
        """Who is posted from when to when, since when the system is live, until when the cover lasts."""
        event = started(
            {
                "postings": tuple(
                    {**p, "since": "2025-09-01", "until": "2026-08-31"} for p in posted("T-1", "T-2")
                ),
                "quality_system_effective_on": "2025-08-01",
                "compensation_valid_until": "2026-06-30",
                "transport_validations": (LEG,),
                "transport_validation_no": None,
            }
        )

        assert ("2026-08-31", "2025-08-01", "2026-06-30", "TV-1") == (
            f"{event.postings[0].until}",
            f"{event.quality_system_effective_on}",
            f"{event.compensation_valid_until}",
            event.transport_validation_no,
        )

    def test_one_transport(self) -> None:
        """Where there is only one transport its number is enough."""
        assert "1" == started({}).transport_validation_no

    def test_suspended(self) -> None:
        """A product whose production is suspended is not set up."""
        stopped = set_up().does(
            "2025-08-01", "shanghai", "suspend_production", document_no="1", reason="data integrity"
        )

        assert "production_suspended" == code(refused({}, stopped))
