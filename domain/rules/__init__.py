"""E01 to E30: when segmented production is open to an applicant, one small function each."""

from domain.rules.assessment import assess
from domain.rules.catalogue import RULES
from domain.rules.rule import Rule

__all__ = ["RULES", "Rule", "assess"]
