"""Why a stream is where it is: what brought it here, who must act, until when, and what happens if nobody does.

Reasons as values, without a sentence: whoever shows them has the words. Days are days of the stream's own clock.
"""

from __future__ import annotations

from domain.explain.answers import answers, concerned
from domain.explain.blocks import Block
from domain.explain.reasons import Cause, Explanation, Need, Overdue, explain, overdue
from domain.explain.runs import Fact, Run, TermStanding, dated, days, runs, standing

__all__ = [
    "Block",
    "Cause",
    "Explanation",
    "Fact",
    "Need",
    "Overdue",
    "Run",
    "TermStanding",
    "answers",
    "concerned",
    "dated",
    "days",
    "explain",
    "overdue",
    "runs",
    "standing",
]
