"""`fenduan case diff`: two versions of the joint scheme and supervision plan beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.case.show import NumberArgument
from cli.output import DataOption, JsonOption, LangOption, console, indented, language, lines, print_json
from cli.texts import LANGS, say

if TYPE_CHECKING:
    from domain.case.scheme import SchemeVersion


def diff(
    no: NumberArgument,
    a: Annotated[int, typer.Argument(metavar="A", min=1, help="A version of the scheme.")],
    b: Annotated[int, typer.Argument(metavar="B", min=1, help="Another one.")],
    *,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Say what differs between two versions of the scheme and supervision plan."""
    from cli.case.names import product
    from cli.case.reading import case_of, number
    from cli.context import Place
    from domain.case.comparison import compare, difference_sentence
    from domain.law import Law
    from domain.wording import office

    with Place.at(data).ledger() as ledger:
        case = case_of(ledger, Law.load(), number(no))
    versions = case.state.plan.versions
    old, new = (_version(versions, given, name) for given, name in ((a, "A"), (b, "B")))
    differences = compare(old, new)
    if as_json:
        print_json(
            {
                "number": case.number,
                "a": old.model_dump(mode="json"),
                "b": new.model_dump(mode="json"),
                "differences": [
                    {
                        **each.model_dump(mode="json"),
                        **{f"sentence_{tongue}": difference_sentence(each, tongue) for tongue in LANGS},
                    }
                    for each in differences
                ],
            }
        )
        return
    reader, out = language(lang), console()
    out.print(lines((f"{case.number}  {product(case.state.file, reader)}", "bold")))
    proposed = [office("provincial_agency", each.proposed_by, None, reader) for each in (old, new)]
    out.print(lines(say("diff.title", reader, a=a, b=b, by_a=proposed[0], by_b=proposed[1])))
    if not differences:
        out.print(indented(lines((say("diff.none", reader), "dim")), 2))
    for each in differences:
        out.print(indented(lines(difference_sentence(each, reader)), 2))


def _version(versions: tuple[SchemeVersion, ...], given: int, name: str) -> SchemeVersion:
    """The version of that number. Raises InputError where the plan has none such."""
    from cli.errors import wrong

    found = next((each for each in versions if each.number == given), None)
    if found is None:
        known = [str(each.number) for each in versions]
        raise wrong("scheme_version" if known else "no_scheme", name, known, given=given)
    return found
