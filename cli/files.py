"""Files that a person hands in: read as text, and as YAML or JSON in which days stay text."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from cli.errors import CliError, InputError, Sentence, wrong
from domain.dossier import Dossier, DossierError, parse_dossier, read_dossier
from domain.handed import TooLargeError, read_yaml

STDIN = Path("-")


def read_text(path: Path, name: str) -> str:
    """The text of the file, or of standard input for `-`; `name` is the argument that named it. Raises InputError."""
    try:
        return sys.stdin.read() if path == STDIN else path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise wrong("no_file", name, path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise wrong("unreadable_file", name, path=path, why=reason(error)) from None


def write_text(path: Path, text: str, name: str) -> None:
    """Write the file that the argument `name` has named. Raises InputError."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise wrong("unwritable_file", name, path=path, why=reason(error)) from None


def reason(error: Exception) -> str:
    """Why a file cannot be read or written, without numbers and names of the machine."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def read_mapping(text: str, name: str) -> dict[str, object]:
    """The fields that the YAML or JSON text gives. Raises InputError where it is no group of fields."""
    try:
        data = read_yaml(text)
    except TooLargeError as error:
        raise wrong("too_many_values" if error.values else "too_long", name, most=f"{error.most:,}") from None
    except RecursionError:
        raise wrong("too_deep", name) from None
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        why = (error.problem if isinstance(error, yaml.MarkedYAMLError) else None) or "it cannot be read"
        raise wrong("not_yaml", name, line=mark.line + 1 if mark else "?", why=why) from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise wrong("not_fields", name)
    return {str(key): value for key, value in data.items()}


def read_value(text: str) -> object:
    """One value as YAML writes it; text that is no YAML stands for itself."""
    try:
        return read_yaml(text)
    except (yaml.YAMLError, RecursionError):
        return text


def dossier_file(path: Path) -> Dossier:
    """The dossier in the file. Raises InputError with every problem of it."""
    text = read_text(path, "DOSSIER")
    try:
        return read_dossier(text)
    except DossierError as error:
        raise bad_dossier(error, str(path)) from None
    except RecursionError:
        raise wrong("too_deep", str(path)) from None


def dossier_data(data: object, name: str) -> Dossier:
    """The dossier that the data describes. Raises InputError with every problem of it."""
    try:
        return parse_dossier(data)
    except DossierError as error:
        raise bad_dossier(error, name) from None


def bad_dossier(error: DossierError, where: str) -> InputError:
    """Everything that is wrong with a dossier, field by field."""
    problems = tuple(
        InputError("bad_field", Sentence(each.message_en, each.message_zh), field=each.field)
        for each in error.problems
    )
    return several("bad_dossier", problems, where=where)


def several(code: str, problems: tuple[CliError, ...], **values: object) -> InputError:
    """Several problems as one error: one of them in the same sentence, more of them under each other."""
    head = Sentence.of(f"error.{code}", n=len(problems), **values)
    between = " " if len(problems) == 1 else "\n  "
    sentence = Sentence(
        between.join((head.en, *(f"{each.field}: {each.sentence.en}" for each in problems))),
        between.join((head.zh, *(f"{each.field}：{each.sentence.zh}" for each in problems))),
    )
    first = problems[0] if problems else None
    return InputError(
        code,
        sentence,
        field=first.field if first else None,
        allowed=first.allowed if first else (),
        problems=problems,
    )
