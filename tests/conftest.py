from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# A run does not depend on what the shell happens to set; the soak's seed is the one thing it is given.
for _name in [name for name in os.environ if name.startswith(("FENDUAN_", "TEMPORAL_"))]:
    if _name != "FENDUAN_SEED":
        del os.environ[_name]

_SLOW_MACHINES = (HealthCheck.too_slow,)
settings.register_profile("test", deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINES)
settings.register_profile("soak", deadline=None, max_examples=5000, suppress_health_check=_SLOW_MACHINES)
settings.load_profile("soak" if "FENDUAN_SEED" in os.environ else "test")

_IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, turn the skip of a test into a failure that gives the reason."""
    report = yield
    if _IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and CI must run every test: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    report = yield
    if _IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and CI must run every test: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    match report.longrepr:
        case (_, _, reason):
            return reason
        case other:
            return str(other)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what a test says of the size of its exploration, wherever it ran."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    lines = [value for each in reports for name, value in each.user_properties if name == "exploration"]
    if lines:
        terminalreporter.section("every state of the procedure")
    for line in lines:
        terminalreporter.write_line(str(line))
