"""A scenario: its dossier, who acts when, and what must then be true."""

from __future__ import annotations

from datetime import date, datetime
from datetime import time as TimeOfDay  # noqa: N812 - a field is called `time`
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from cli.scenario.changes import ChangeError, changed
from domain.case.state import LinkKind
from domain.dossier import Dossier, DossierError, parse_dossier, read_dossier
from domain.findings import Outcome
from domain.model import SHANGHAI, Frozen
from domain.streams import COMMANDS


class ScenarioError(ValueError):
    """A scenario file is wrong; the message names file and field."""


def _instant(value: object) -> object:
    """A date alone is ten o'clock of that day; no zone means China."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    return datetime.combine(value, MORNING, SHANGHAI) if isinstance(value, date) else value


MORNING = TimeOfDay(10)
Instant = Annotated[datetime, BeforeValidator(_instant)]


class Text(Frozen):
    """A text in both languages."""

    zh: str
    en: str


class After(Frozen):
    """So many days after the last event of a topic, or after the step before."""

    event: str | None = None
    working_days: Annotated[int, Field(ge=0)] | None = None
    calendar_days: Annotated[int, Field(ge=0)] | None = None
    time: TimeOfDay = MORNING

    @model_validator(mode="after")
    def _one_measure(self) -> After:
        if (self.working_days is None) is (self.calendar_days is None):
            raise ValueError("name either `working_days` or `calendar_days`")
        return self


class Standing(Frozen):
    """What must be true of the stream after a step. What is not named is not asked."""

    stage: str | None = None
    outcome: str | None = None
    closed: bool | None = None
    waits_for: tuple[str, ...] | None = None
    due: dict[str, date] = {}
    findings: dict[str, Outcome] = {}


class Step(Frozen):
    """One act, or (`until`) letting time run until the engine itself records an event of a topic.

    `of` says for which of the scenario's `others` it is, if not for its first case; a submission may `link` to that.
    """

    at: Instant | None = None
    after: After | None = None
    as_: str | None = Field(default=None, alias="as")
    do: str | None = None
    with_: dict[str, Any] = Field(default={}, alias="with")
    stream: Literal["case", "supervision"] = "case"
    of: str | None = None
    link: LinkKind | None = None
    until: str | None = None
    refused: str | None = None
    refused_by: tuple[str, ...] = ()
    then: Standing = Standing()

    @model_validator(mode="after")
    def _whole(self) -> Step:
        if (self.do is None) is (self.until is None):
            raise ValueError("a step either does a command (`do`) or waits for an event (`until`)")
        if self.do is not None and self.do not in COMMANDS:
            raise ValueError(f"`do: {self.do}` is no command; known: {', '.join(sorted(COMMANDS))}")
        if self.do is not None and self.as_ is None:
            raise ValueError(f"`do: {self.do}` needs `as`, the one who acts")
        if self.link and self.do != "submit":
            raise ValueError("`link` belongs to the submission of another case")
        if self.refused_by and self.refused is None:
            raise ValueError("`refused_by` names the rules of a refusal: name its code with `refused`")
        return self

    @property
    def title(self) -> str:
        """How the step is named when something is wrong with it."""
        return f"{self.as_} {self.do}" if self.do else f"until {self.until}"


class Rest(Frozen):
    """Where a sample case rests: after how many steps, and how both streams then stand."""

    after: Annotated[int, Field(ge=1)]
    stands: Standing
    supervision: Standing | None = None


class End(Standing):
    """How another case of the scenario stands at the end, and its supervision."""

    supervision: Standing | None = None


class Expected(Standing):
    """What must be true at the end: the standing of both streams and how often each event occurred.

    `refused_by` names exactly the rules on which the last refusal rests: of a selection, of a license, of a command.
    """

    refused_by: tuple[str, ...] | None = None
    events: dict[str, Annotated[int, Field(ge=0)]] = {}
    supervision: Standing | None = None
    others: dict[str, End] = {}


class Other(Frozen):
    """Another case of the same scenario, with a dossier of its own."""

    dossier: Dossier
    but: dict[str, Any] = {}


class Scenario(Frozen):
    """A case as data. The dossier is read from the file beside it, `but` for the fields that are named with a path.

    `others` are further cases, by a name for their steps: what is true across cases takes more than one to show.
    """

    scenario: str = Field(pattern=r"^[a-z0-9_]+$")
    title: Text
    dossier: Dossier
    but: dict[str, Any] = {}
    others: dict[str, Other] = {}
    start: Instant
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    expect: Expected

    @model_validator(mode="after")
    def _known_cases(self) -> Scenario:
        named = {step.of for step in self.steps if step.of} | set(self.expect.others)
        if strange := sorted(named - set(self.others)):
            known = ", ".join(sorted(self.others)) or "none"
            raise ValueError(f"`{strange[0]}` is none of `others`; known: {known}")
        return self

    def dossier_of(self, name: str | None) -> Dossier:
        """The dossier of the first case, or of another one by its name."""
        return self.others[name].dossier if name else self.dossier


def load_scenario(path: Path) -> Scenario:
    """Read a scenario. Raises ScenarioError with file and field."""
    data = _data(path)
    if not isinstance(data, dict) or not isinstance(data.get("dossier"), str):
        raise ScenarioError(f"{path}: `dossier` must name the dossier's file.")
    dossier = path.parent / data["dossier"]
    try:
        data["dossier"] = _dossier(dossier, data.get("but") or {})
        for other in (data.get("others") or {}).values():
            dossier = path.parent / str(other["dossier"])
            other["dossier"] = _dossier(dossier, other.get("but") or {})
        return Scenario.model_validate(data)
    except OSError as error:
        raise ScenarioError(f"{path}: `dossier`: {dossier} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ScenarioError(f"{dossier} is no YAML: {str(error).replace(chr(10), ' ')}") from error
    except DossierError as error:
        raise ScenarioError(f"{dossier}: {error}") from error
    except ChangeError as error:
        raise ScenarioError(f"{path}: `but`: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "scenario"
        raise ScenarioError(f"{path}: {field}: {first['msg']}") from error


def _dossier(path: Path, but: object) -> Dossier:
    text = path.read_text(encoding="utf-8")
    return parse_dossier(changed(yaml.safe_load(text), but)) if but else read_dossier(text)


def _data(path: Path) -> object:
    """What the file holds, unread. Raises ScenarioError."""
    try:
        with path.open(encoding="utf-8") as file:
            data: object = yaml.safe_load(file)
    except OSError as error:
        raise ScenarioError(f"{path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path} is no YAML: {str(error).replace(chr(10), ' ')}") from error
    except ValueError as error:
        raise ScenarioError(f"{path}: a date in it is no date: {error}") from error
    except RecursionError as error:
        raise ScenarioError(f"{path} is nested too deeply to be read.") from error
    return data
