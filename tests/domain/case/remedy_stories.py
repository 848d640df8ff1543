"""Cases with a refusal that is contested, as the tests of remedies tell them."""

from __future__ import annotations

from tests.domain.case.given import Case, accepted, with_papers

RULING = {"document_no": "2025-9", "reason": "as heard"}
GROUNDS = {"grounds": "the findings are wrong"}


def refused_license() -> Case:
    """The manufacturer's license refused on 20 March and delivered on 21 March 2025."""
    story = with_papers().does(
        "2025-03-20", "jiangsu", "decide_license", licensee="ds", outcome="refuse", reason="unfit"
    )
    return story.does("2025-03-21", "jiangsu", "deliver_license", licensee="ds", receipt_no="1")


def contested() -> Case:
    """The manufacturer asks for reconsideration on 7 April."""
    return refused_license().does("2025-04-07", "ds", "apply_for_reconsideration", **GROUNDS)


def pending() -> Case:
    """The government of Jiangsu accepts on 10 April."""
    return contested().does("2025-04-10", "jiangsu government", "accept_reconsideration", number=1)


def upheld() -> Case:
    """The government upholds the refusal on 15 May."""
    return pending().does(
        "2025-05-15", "jiangsu government", "decide_reconsideration", number=1, outcome="upheld", **RULING
    )


def not_selected() -> Case:
    """The agency does not select, on 5 March 2025."""
    return accepted().does(
        "2025-03-05", "shanghai", "decide_selection", outcome="not_selected", reason="unfit"
    )
