"""What if: the facts of a case under another law, and what would have come out differently. Nothing is changed."""

from domain.whatif.compare import compare
from domain.whatif.course import Course, recorded, replayed
from domain.whatif.difference import Comparison
from domain.whatif.facts import Fact, Happened, facts
from domain.whatif.impact import Amended, amendments, impact

__all__ = [
    "Amended",
    "Comparison",
    "Course",
    "Fact",
    "Happened",
    "amendments",
    "compare",
    "facts",
    "impact",
    "recorded",
    "replayed",
]
