"""The fields of a command, as a person gives them: from a file, or one by one; and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cli.errors import CliError, InputError, Sentence, nearest, wrong
from cli.files import dossier_data, read_value, several
from cli.texts import say
from domain.characters import visible
from domain.messages import Command

GIVEN_ELSEWHERE = {
    "command_id": "--id",
    "stream": "STREAM",
    "actor": "--as",
    "name": "COMMAND",
    "attestation": "--as",
}
"""Fields that a file cannot give, and where they are given."""


def own_fields(model: type[Command]) -> tuple[str, ...]:
    """The fields that a file or `--set` may give for this command."""
    return tuple(field for field in model.model_fields if field not in GIVEN_ELSEWHERE)


def assigned(model: type[Command], pairs: Iterable[str]) -> dict[str, object]:
    """The fields in `k=v`, each value read as the field needs it; a list takes its name several times."""
    found: dict[str, object] = {}
    for pair in pairs:
        key, sign, text = pair.partition("=")
        if not sign or not key.strip():
            raise wrong("assignment", "--set", given=pair)
        path = key.strip().split(".")
        kinds = _kinds(model, path[0])
        value: object = text if str in kinds and len(path) == 1 and tuple not in kinds else read_value(text)
        if tuple in kinds and len(path) == 1 and not isinstance(value, list):
            _append(found, path[0], text if str in kinds else value)
        else:
            _put(found, path, value)
    return found


def build(model: type[Command], content: Mapping[str, object], head: Mapping[str, object]) -> Command:
    """The command. Raises InputError with every problem: unknown, missing and wrong fields, and what is allowed."""
    misplaced = [field for field in content if field in GIVEN_ELSEWHERE]
    if misplaced:
        raise wrong("elsewhere", misplaced[0], (GIVEN_ELSEWHERE[misplaced[0]],))
    values = dict(content)
    if "dossier" in model.model_fields:
        values = _with_dossier(values)
    try:
        return model.model_validate({**head, **values})
    except ValidationError as error:
        problems = tuple(_problem(each, model) for each in error.errors())
        raise several("bad_fields", problems, command=head["name"]) from None


def _with_dossier(values: dict[str, object]) -> dict[str, object]:
    """A dossier file stands for the field `dossier`."""
    if "dossier" not in values and "product" in values:
        values = {"dossier": values}
    if "dossier" in values:
        values["dossier"] = dossier_data(values["dossier"], "dossier")
    return values


def _put(found: dict[str, object], path: list[str], value: object) -> None:
    for step in path[:-1]:
        inner = found.setdefault(step, {})
        if not isinstance(inner, dict):
            raise wrong("assignment", "--set", given=".".join(path))
        found = inner
    found[path[-1]] = value


def _append(found: dict[str, object], key: str, value: object) -> None:
    several_values = found.setdefault(key, [])
    if isinstance(several_values, list):
        several_values.append(value)


def _kinds(model: type[BaseModel], field: str) -> set[object]:
    """Every plain type that the field's annotation names; text for a closed list of words."""
    info = model.model_fields.get(field)
    kinds: set[object] = set()
    pending: list[object] = [info.annotation] if info else []
    while pending:
        each = pending.pop()
        args = get_args(each)
        if isinstance(each, str) or (isinstance(each, type) and issubclass(each, str)):
            kinds.add(str)
        elif getattr(each, "__origin__", None) is tuple:
            kinds.add(tuple)
        elif isinstance(each, type):
            kinds.add(each)
        pending += args
    return kinds


def _problem(error: ErrorDetails, model: type[Command]) -> CliError:
    path = ".".join(str(step) for step in error["loc"])
    match error["type"]:
        case "missing":
            return _said("missing_field", path, ())
        case "extra_forbidden":
            known = own_fields(model) if len(error["loc"]) == 1 else ()
            near = nearest(str(error["loc"][-1]), known)
            return _said("unknown_field", path, known, nearest=near, known=", ".join(known) or "—")
        case "literal_error" | "enum":
            allowed = re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))
            return _said("not_listed", path, allowed, given=error["input"])
        case kind:
            return _bad_value(path, kind, error)


def _said(code: str, field: str, allowed: Iterable[str], **values: object) -> InputError:
    listed = tuple(allowed)
    sentence = Sentence.of(f"error.{code}", allowed=", ".join(listed), **values)
    return InputError(code, sentence, field=field, allowed=listed)


def _bad_value(path: str, kind: str, error: ErrorDetails) -> InputError:
    """What would have been right, in words of our own where there are some."""
    key, values = _wanted(kind, error.get("ctx", {}))
    given, why = visible(str(error["input"])[:60]), error["msg"]
    wanted = {lang: say(f"wanted.{key}", lang, why=why, **values) for lang in ("en", "zh")}
    sentence = Sentence(
        say("error.bad_value", "en", given=given, wanted=wanted["en"]),
        say("error.bad_value", "zh", given=given, wanted=wanted["zh"]),
    )
    return InputError("bad_value", sentence, field=path, allowed=(wanted["en"],))


def _wanted(kind: str, context: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    match kind.split("_"):
        case ["control", "character"]:
            return "characters", {"code": context.get("code")}
        case ["string", "pattern", *_]:
            return "pattern", {"pattern": context.get("pattern")}
        case ["greater", *_]:
            return "at_least", {"n": context.get("ge", context.get("gt"))}
        case ["less", *_]:
            return "at_most", {"n": context.get("le", context.get("lt"))}
        case ["too", "short"]:
            return "too_short", {"n": context.get("min_length")}
        case ["int" | "bool" | "string" | "tuple" | "model" | "time" as first, *_]:
            return first, {}
        case _:
            return "other", {}
