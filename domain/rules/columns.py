"""What each rule answers where its condition is not met: the handbook's two columns, for the Plan and for Notice 173.

A rule whose condition is met passes, one that does not concern the dossier is not applicable. A condition that
Notice 173 takes from the Plan by reference is referred once the Plan has ended, whatever stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from domain.findings import Outcome
from domain.law import Regime
from domain.rules.catalogue import RULES

Unmet = tuple[Outcome, ...]

_FAIL, _REFER, _CORRECT, _HOLD = Outcome.FAIL, Outcome.REFER, Outcome.CORRECT, Outcome.HOLD

_COLUMNS: Mapping[str, tuple[Unmet, Unmet]] = MappingProxyType(
    {
        "E01": ((_FAIL, _REFER), (_FAIL, _REFER)),
        "E02": ((_FAIL,), (_FAIL,)),
        "E03": ((_REFER,), (_REFER,)),
        "E03a": ((), (_REFER,)),
        "E04": ((_FAIL,), (_FAIL,)),
        "E05": ((_FAIL, _REFER, _CORRECT, _HOLD), (_FAIL, _REFER, _CORRECT, _HOLD)),
        "E06": ((_REFER,), (_REFER,)),
        "E07": ((_FAIL,), (_FAIL,)),
        "E08": ((_REFER,), (_REFER,)),
        "E09": ((_REFER,), ()),
        "E10": ((_CORRECT, _REFER), (_REFER,)),
        "E11": ((_FAIL, _CORRECT), (_FAIL, _CORRECT)),
        "E12": ((_FAIL, _CORRECT), (_FAIL, _CORRECT)),
        "E13P": ((_FAIL, _REFER), ()),
        "E13N": ((), (_REFER,)),
        "E13X": ((), ()),
        "E14": ((_CORRECT,), (_CORRECT,)),
        "E15": ((_FAIL,), (_FAIL,)),
        "E16": ((_HOLD,), (_HOLD,)),
        "E17": ((_CORRECT, _REFER), (_REFER,)),
        "E18": ((_HOLD,), ()),
        "E19": ((_HOLD,), ()),
        "E20": ((_HOLD,), (_HOLD,)),
        "E21": ((_REFER, _HOLD), (_REFER, _HOLD)),
        "E22": ((_CORRECT, _HOLD), (_CORRECT, _HOLD)),
        "E23": ((_FAIL, _CORRECT), (_FAIL, _CORRECT)),
        "E24": ((_REFER,), (_CORRECT,)),
        "E25": ((_CORRECT,), (_CORRECT,)),
        "E26": ((_FAIL,), (_FAIL,)),
        "E27": ((), (_CORRECT,)),
        "E28": ((_CORRECT,), (_CORRECT,)),
        "E29": ((_HOLD,), (_HOLD,)),
        "E30": ((_HOLD,), (_HOLD,)),
    }
)


def unmet(rule: str, regime: Regime) -> Unmet:
    """What the rule answers under the regime where its condition is not met, the worst first; nothing if not asked."""
    if regime not in RULES[rule].regimes:
        return ()
    plan, notice = _COLUMNS[rule]
    return plan if regime is Regime.PILOT else notice
