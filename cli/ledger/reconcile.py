"""`fenduan ledger reconcile`: whether Temporal's histories and the ledger tell the same."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ledger.place import Evidence, progress
from cli.output import DataOption, JsonOption, Lang, LangOption, console, language, lines, print_json

if TYPE_CHECKING:
    from gateway.twin import Difference, Report
    from ledger import Ledger

_SHOWN = 20


def reconcile(
    stream: Annotated[
        str | None,
        typer.Argument(
            metavar="[STREAM]",
            help="case/NO or supervision/NO; a number means its case. Without: all of them.",
        ),
    ] = None,
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Nudge workflows that lag, and begin those that are lost.")
    ] = False,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Compare what Temporal has taken with what the ledger has recorded, and name every difference."""
    from temporalio.service import RPCError

    from cli.errors import Sentence, UnreachableError

    evidence = Evidence.at(data)
    one = _stream(stream) if stream else None
    with evidence.opened() as ledger:
        try:
            reports, repaired = asyncio.run(_reconcile(evidence, ledger, one, repair=repair))
        except RPCError as error:
            sentence = Sentence.of("error.engine_failed", why=error.message)
            raise UnreachableError("engine_failed", sentence) from error
    holds = all(report.holds for report in reports)
    if as_json:
        shown = [_data(report, repaired.get(report.stream)) for report in reports]
        print_json({"holds": holds, "streams": shown})
    else:
        _show(reports, repaired, language(lang))
    if not holds:
        raise typer.Exit(1)


async def _reconcile(
    evidence: Evidence, ledger: Ledger, stream: str | None, *, repair: bool
) -> tuple[list[Report], dict[str, bool]]:
    from activities.record import Registrar
    from cli.errors import NotSoError, Sentence
    from cli.persons import operator
    from domain.law import Law
    from gateway.client import Engine
    from gateway.operations import note
    from gateway.twin import Archive, Repair, Twin

    client = await evidence.place.connect()
    stand = Registrar(ledger, Law.load(), software="").position
    twin = Twin(Engine(client), ledger, Archive(evidence.place.data / "histories"), stand)
    streams = (stream,) if stream else await twin.streams()
    reports: list[Report] = []
    repaired: dict[str, bool] = {}
    with progress("reconcile") as told:
        for number, each in enumerate(streams, 1):
            report = await twin.reconcile(each)
            if stream and not (report.version or report.runs):
                en, zh = f"Neither the ledger nor Temporal knows {each}.", f"台账和 Temporal 都没有 {each}。"
                raise NotSoError("no_stream", Sentence(en, zh), field="STREAM")
            if repair and report.repair is not Repair.NONE:
                repaired[each] = await twin.repair(report)
            reports.append(report)
            told(number, len(streams))
    if repaired:
        note(
            ledger,
            "repair",
            operator(),
            about=tuple(repaired),
            found=len(repaired),
            repaired=sum(repaired.values()),
        )
    return reports, repaired


def _stream(given: str) -> str:
    from cli.case.reading import number
    from domain.streams import CASE, SUPERVISION

    prefix = SUPERVISION if given.startswith(SUPERVISION) else CASE
    return prefix + number(given.removeprefix(prefix))


def _show(reports: Sequence[Report], repaired: dict[str, bool], lang: Lang) -> None:
    from gateway.twin import Repair
    from gateway.twin.wording import REPAIRS, sentence

    zh = lang == "zh"
    out = console()
    differences = [each for report in reports for each in report.differences]
    unlawful = [each for each in differences if not each.lawful]
    lawful = [each for each in differences if each.lawful]
    for title, listed, style in (
        ("不应有的差异" if zh else "Unlawful", unlawful, "red"),
        ("有合法原因的差异" if zh else "Lawful", lawful, "dim"),
    ):
        if listed:
            out.print(lines((f"{title} ({len(listed)})", style)))
            out.print(lines(*(f"  {sentence(each, lang)}" for each in listed[:_SHOWN])))
        if (more := len(listed) - _SHOWN) > 0:
            out.print(lines(f"  另有{more}项，见 --json" if zh else f"  and {more} more: see --json"))
    needed = sorted({each.repair for each in differences} - {Repair.NONE})
    for each in needed:
        out.print(lines((("处理：" if zh else "Repair: ") + REPAIRS[each][zh], "yellow")))
    for stream, done in repaired.items():
        said = (
            ("已恢复" if done else "已通知，尚未跟上")
            if zh
            else ("repaired" if done else "told, not there yet")
        )
        out.print(lines((f"{stream}{'：' if zh else ': '}{said}", "green" if done else "yellow")))
    if not unlawful:
        commands = sum(len(run.commands) for report in reports for run in report.runs)
        events = sum(report.version for report in reports)
        agreed = (
            f"两份记录一致：{len(reports)}个事件流，{events}个事件，Temporal 中{commands}个命令。"
            if zh
            else f"They agree: streams {len(reports)}, events {events}, commands in Temporal {commands}."
        )
        out.print(lines((agreed, "green")))


def _data(report: Report, repaired: bool | None) -> dict[str, object]:
    kept = [
        {
            "run_id": run.run_id,
            "status": run.status,
            "source": "archive" if run.run_id in report.archived else "temporal",
            "events": run.events,
            "sha256": run.sha256,
            "commands": len(run.commands),
        }
        for run in report.runs
    ]
    return {
        "stream": report.stream,
        "holds": report.holds,
        "version": report.version,
        "runs": [*kept, *({"run_id": run_id, "source": "gone"} for run_id in sorted(report.gone))],
        "differences": [_difference(each) for each in report.differences],
        "repair": report.repair.value,
        "repaired": repaired,
    }


def _difference(difference: Difference) -> dict[str, object]:
    from gateway.twin.wording import sentence

    return {
        "kind": difference.kind.value,
        "lawful": difference.lawful,
        "stream": difference.stream,
        "run_id": difference.run_id,
        "command_id": str(difference.command_id) if difference.command_id else None,
        "command": difference.command or None,
        "version": difference.version,
        "event_id": difference.event_id,
        "temporal": difference.temporal,
        "ledger": difference.ledger,
        "repair": difference.repair.value,
        "message_en": sentence(difference, "en"),
        "message_zh": sentence(difference, "zh"),
    }
