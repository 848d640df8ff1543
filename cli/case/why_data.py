"""An explanation as an object for programs, each sentence in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.texts import LANGS, Lang, say
from domain.wording import office, term

if TYPE_CHECKING:
    from cli.case.reasons import Told
    from domain.explain import Block, Cause, Need, TermStanding


def why_data(told: Told) -> dict[str, object]:
    """The explanation, with the words that people read for it."""
    why = told.why
    return {
        **why.model_dump(mode="json", exclude={"arrived", "last", "needs", "terms", "overdue", "blocks"}),
        "arrived": _cause(why.arrived, told) if why.arrived else None,
        "last": _cause(why.last, told) if why.last else None,
        "needs": [_need(each, told) for each in why.needs],
        "terms": [_term(each) for each in why.terms],
        "overdue": [each.model_dump(mode="json") for each in why.overdue],
        "blocks": [_block(each, told) for each in why.blocks],
        **_alarms(told),
    }


def _alarms(told: Told) -> dict[str, object]:
    from cli.case.alarms import alarms_data
    from domain.law import Law
    from domain.supervision.state import SupervisionState

    state = told.given.state
    return {"alarms": alarms_data(state, Law.load())} if isinstance(state, SupervisionState) else {}


def _cause(cause: Cause, told: Told) -> dict[str, object]:
    return {
        **cause.model_dump(mode="json"),
        **{f"sentence_{lang}": told.event(cause, lang) for lang in LANGS},
        **{f"who_{lang}": told.who(cause, lang) for lang in LANGS},
    }


def _need(need: Need, told: Told) -> dict[str, object]:
    wait = need.wait
    return {
        **wait.model_dump(mode="json", exclude={"commands"}),
        **{f"office_{lang}": office(wait.role, wait.province, wait.organisation, lang) for lang in LANGS},
        "commands": [
            {
                "command": command,
                **{f"meaning_{lang}": term(command, lang) for lang in LANGS},
                "line": " ".join(each.removesuffix(" \\").strip() for each in told.line(need, command)),
            }
            for command in wait.commands
        ],
        "licensee": need.licensee,
        "terms": list(need.terms),
        **{f"otherwise_{lang}": _otherwise(need, told, lang) for lang in LANGS},
    }


def _otherwise(need: Need, told: Told, reader: Lang) -> str:
    found = [each for name in need.terms if (each := told.term(name)) and each.consequence]
    if not found:
        return say("why.no_term", reader)
    return " ".join(say(f"term.then.{each.consequence}", reader) for each in found)


def _term(each: TermStanding) -> dict[str, object]:
    return {
        **each.model_dump(mode="json"),
        **{
            f"then_{lang}": say(f"term.then.{each.consequence}", lang) if each.consequence else None
            for lang in LANGS
        },
    }


def _block(block: Block, told: Told) -> dict[str, object]:
    return {
        **block.model_dump(mode="json"),
        **{f"sentence_{lang}": " ".join(told.block(block, lang)) for lang in LANGS},
    }
