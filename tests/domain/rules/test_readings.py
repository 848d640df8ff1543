"""The rules under each reading of an open point that the law files allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.findings import Outcome
from domain.law import Law
from domain.law.book import Epoch
from domain.rules import assess
from tests.domain.rules.conftest import Changed
from tests.domain.rules.test_window import on

PILOT = "2025-06-10T10:00"
N173 = "2026-06-10T10:00"
AFTER = "2027-01-04T10:00"
LICENSED_IN = {"product.origin": "licensed_in"}
CO_DEVELOPED = {"product.origin": "co_developed"}
ORDINARY = {"product.innovative": False}
PEN = {"cmos.0.experience.0.dosage_form": "lyophilised powder for injection"}
COUNTER = {"channel": "counter"}
ONE_OF_TWO_MAKERS = {
    "applicant.experience": [],
    "cmos.0.experience": [],
    "cmos.1": {
        "id": "ds",
        "name": "Fermenter",
        "province": "320000",
        "qa_system": True,
        "experience": [
            {"dosage_form": "injection", "biological": True, "basis": "commercial", "since": "2019-01-01"}
        ],
    },
    "sites.0.operator": "ds",
}


SAME = {"name": "s1", "site": "fill", "knows_process": True, "knows_gmp": True}
ONE_EACH = {
    **ONE_OF_TWO_MAKERS,
    "dispatched_staff": [SAME, {"name": "s2", "site": "own", "knows_process": True, "knows_gmp": True}],
}


def with_reading(law: Law, key: str, value: str) -> Law:
    """The law with that reading, which must be one of those that its file allows, on all days on which it has one."""
    return replace(law, epochs=tuple(_reread(epoch, key, value) for epoch in law.epochs))


def _reread(epoch: Epoch, key: str, value: str) -> Epoch:
    reading = epoch.readings.get(key)
    if reading is None:
        return epoch
    assert value == reading.value or value in reading.other
    return replace(epoch, readings={**epoch.readings, key: reading.model_copy(update={"value": value})})


@pytest.mark.parametrize(
    ("key", "value", "rule", "change", "day", "outcome", "recommendation"),
    [
        ("licensed_in", "refer_refuse", "E06", LICENSED_IN, PILOT, Outcome.REFER, Outcome.FAIL),
        ("licensed_in", "refer", "E06", LICENSED_IN, PILOT, Outcome.REFER, None),
        ("licensed_in", "refuse", "E06", LICENSED_IN, PILOT, Outcome.FAIL, None),
        ("licensed_in", "refuse", "E06", LICENSED_IN, N173, Outcome.REFER, None),
        ("licensed_in", "accept", "E06", LICENSED_IN, PILOT, Outcome.PASS, None),
        ("co_developed", "refer_refuse", "E06", CO_DEVELOPED, PILOT, Outcome.REFER, Outcome.FAIL),
        ("co_developed", "refer", "E06", CO_DEVELOPED, PILOT, Outcome.REFER, None),
        ("co_developed", "accept", "E06", CO_DEVELOPED, PILOT, Outcome.PASS, None),
        ("kind_alone", "refer", "E03", ORDINARY, PILOT, Outcome.REFER, None),
        ("kind_alone", "pass", "E03", ORDINARY, PILOT, Outcome.PASS, None),
        ("counter_cutoff", "midnight", "E01", COUNTER, "2025-12-31T18:00", Outcome.PASS, None),
        ("counter_cutoff", "close_of_business", "E01", COUNTER, "2025-12-31T18:00", Outcome.REFER, None),
        ("experience_pair", "each_pair", "E13N", ONE_OF_TWO_MAKERS, N173, Outcome.REFER, Outcome.FAIL),
        ("experience_pair", "whole_chain", "E13N", ONE_OF_TWO_MAKERS, N173, Outcome.PASS, None),
        ("dosage_form_granularity", "exact", "E13N", PEN, N173, Outcome.REFER, Outcome.FAIL),
        ("dosage_form_granularity", "refer_within_injections", "E13N", PEN, N173, Outcome.REFER, None),
        ("dosage_form_granularity", "family", "E13N", PEN, N173, Outcome.PASS, None),
        ("dispatched_staff_per", "cmo_site", "E16", ONE_EACH, PILOT, Outcome.HOLD, None),
        ("dispatched_staff_per", "total", "E16", ONE_EACH, PILOT, Outcome.PASS, None),
        ("dispatched_staff_per", "total", "E16", {"dispatched_staff.1": SAME}, PILOT, Outcome.HOLD, None),
        ("by_reference", "refer", "E03", ORDINARY, N173, Outcome.REFER, None),
        ("by_reference", "reject", "E03", ORDINARY, N173, Outcome.FAIL, None),
        ("by_reference", "drop", "E03", ORDINARY, N173, Outcome.NOT_APPLICABLE, None),
        ("by_reference", "reject", "E03", {}, N173, Outcome.PASS, None),
        ("plan_expired", "refer", "E03", {}, AFTER, Outcome.REFER, Outcome.PASS),
        ("plan_expired", "applies", "E03", {}, AFTER, Outcome.PASS, None),
        ("plan_expired", "does_not_apply", "E03", {}, AFTER, Outcome.NOT_APPLICABLE, None),
        ("plan_expired", "does_not_apply", "E03", {}, N173, Outcome.PASS, None),
    ],
)
def test_reading(  # noqa: PLR0913, PLR0917 - columns of a table
    key: str,
    value: str,
    rule: str,
    change: dict[str, object],
    day: str,
    outcome: Outcome,
    recommendation: Outcome | None,
    law: Law,
    changed: Changed,
) -> None:
    """The rule answers as the point is read, with the packaged reading and with each of the others."""
    other = with_reading(law, key, value)
    findings = {each.rule: each for each in assess(changed(change), other, submitted_at=on(day)).findings}

    assert (outcome, recommendation) == (findings[rule].outcome, findings[rule].recommendation)
