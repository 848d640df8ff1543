"""What if: the facts of a case under another law, and what would have come out differently. Nothing is changed."""

from domain.whatif.ahead import Ahead, Outlook, Span
from domain.whatif.compare import compare
from domain.whatif.course import Course, recorded, replayed
from domain.whatif.difference import Comparison
from domain.whatif.facts import Fact, Happened, facts
from domain.whatif.impact import Amended, amendments, impact
from domain.whatif.outlook import outlook
from domain.whatif.sides import RuleBeside, beside_each_other

__all__ = [
    "Ahead",
    "Amended",
    "Comparison",
    "Course",
    "Fact",
    "Happened",
    "Outlook",
    "RuleBeside",
    "Span",
    "amendments",
    "beside_each_other",
    "compare",
    "facts",
    "impact",
    "outlook",
    "recorded",
    "replayed",
]
