"""`fenduan ledger verify`: whether everything is still what was recorded and sealed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cli.ledger.place import (
    Evidence,
    given_keys,
    kept_checkpoint,
    progress,
    read_evidence,
    said,
    verified,
)
from cli.ledger.stamped import Stamped, TsaOption, stamped, stamped_in, trusted
from cli.output import DataOption, JsonOption, Lang, LangOption, console, language, lines, print_json

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from ledger import Raw
    from ledger.seal import Audit, Finding, Log, Memory
    from ledger.seal.stored import StoredRows
    from verifier.fenduan_verify import Key

_SHOWN = 20
KeyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="KEY|FILE",
        help="Public keys to trust, in place of those beside the seal.",
        show_default=False,
    ),
]


class Own(NamedTuple):
    """The case that alone is asked for, and how many events of it there are."""

    case: str
    events: int


def verify(
    *,
    case: Annotated[
        str | None, typer.Option("--case", metavar="NO", help="Only what concerns this case.")
    ] = None,
    pack: Annotated[
        Path | None,
        typer.Option("--pack", metavar="FILE", help="A proof pack, or any other proof; no ledger is needed."),
    ] = None,
    witness: Annotated[
        Path | None,
        typer.Option(
            "--witness", metavar="FOLDER", help="What a witness remembers: the ledger must continue it."
        ),
    ] = None,
    older: Annotated[
        Path | None,
        typer.Option(
            "--older",
            metavar="FILE|FOLDER",
            help="A checkpoint that you kept, or a folder of them: each must be continued.",
        ),
    ] = None,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="Also check the seal's own copies of the events, and its upper tiles."),
    ] = False,
    tsa: TsaOption = None,
    key: KeyOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Check every event against the seal and name each that was changed, moved, deleted or inserted."""
    if pack is not None:
        from cli.errors import wrong as refused

        for name, value in (("--case", case), ("--witness", witness), ("--deep", deep)):
            if value:
                raise refused("one_of", "--pack", other=name)
        _pack(pack, older, key or (), data, language(lang), certificates=trusted(tsa), as_json=as_json)
        return
    from cli.case.reading import number
    from cli.ledger.snapshots import changed
    from cli.ledger.unread import unread
    from ledger.seal import Finding, What, audit
    from ledger.seal.copies import damaged

    evidence = Evidence.at(data)
    only, certificates = number(case) if case else None, trusted(tsa)
    with evidence.rows() as rows, progress("verify") as told, said():
        keys = given_keys(key, "--key") if key else None
        memories = _memories(evidence.log, witness, older, keys)
        result = audit(rows, evidence.log, keys=keys, remembered=memories, progress=told)
        damage = [Finding(What.UNREADABLE, why=each) for each in rows.damage()]
        if deep:
            damage += damaged(evidence.log, result.sealed, told)
        damage += changed(evidence)
        wrong, stamps = stamped(evidence.log, certificates)
        own = None if only is None else Own(only, _count(rows, only))
    late = _late(result, evidence.log)
    if late is not None and not result.sealed and _was_sealed(evidence):
        damage.append(Finding(What.LOST))
    raw = unread(evidence, only, _SHOWN)
    _show(result, [*damage, *wrong], own, late, language(lang), stamps=stamps, unread=raw, as_json=as_json)


def _memories(log: Log, witness: Path | None, older: Path | None, keys: Sequence[Key] | None) -> list[Memory]:
    from cli.errors import wrong
    from ledger.seal import Memory
    from ledger.seal.witness import leaves, remembered

    memories = []
    if witness is not None:
        if (seen := remembered(witness)) is None:
            raise wrong("no_memory", "--witness", path=witness)
        memories.append(Memory(str(witness), seen, leaves(witness)))
    if older is not None:
        memories += _kept(older, log.keys if keys is None else keys)
    return memories


def _kept(older: Path, keys: Sequence[Key]) -> list[Memory]:
    """The checkpoint in the file, or those in the folder, where a crash may have cut one short. Raises InputError."""
    from cli.errors import InputError, wrong
    from ledger.seal import Memory
    from ledger.seal.pushing import pushed

    if not older.is_dir():
        return [Memory(str(older), kept_checkpoint(older, "--older", keys))]
    found = list[Memory]()
    for path in pushed(older):
        with suppress(InputError):
            found.append(Memory(str(path), kept_checkpoint(path, "--older", keys)))
    if not found:
        raise wrong("no_checkpoints", "--older", path=older)
    return found


def _count(rows: StoredRows, case: str) -> int:
    """How many events of the case and its supervision stand in the ledger, as far as it can be read."""
    from ledger import LedgerError

    try:
        return sum(len(rows.rows_of(f"{kind}/{case}")) for kind in ("case", "supervision"))
    except LedgerError:
        return 0


def _was_sealed(evidence: Evidence) -> bool:
    """Whether there is something that only a seal has use for."""
    return evidence.settings.key.exists() or (evidence.log.directory / "log.json").exists()


def _late(result: Audit, log: Log) -> float | None:
    """The published seconds, where an event has waited longer than that."""
    if result.oldest_unsealed is None:
        return None
    from ledger.seal import MAXIMUM_DELAY, SealError

    try:
        seconds = log.published.maximum_delay_seconds
    except SealError:
        seconds = MAXIMUM_DELAY.total_seconds()
    return seconds if time.time() - result.oldest_unsealed / 1e6 > seconds else None


def _show(
    result: Audit,
    damage: Sequence[Finding],
    own: Own | None,
    late: float | None,
    lang: Lang,
    *,
    stamps: Stamped | None,
    unread: Sequence[Raw],
    as_json: bool,
) -> None:
    from cli.case.acts import event_data
    from cli.case.raw import raw
    from cli.errors import NotSoError, Sentence
    from cli.texts import say
    from verifier.fenduan_verify import to_text

    findings = [*result.findings, *damage]
    findings.sort(key=lambda each: 2**63 if each.sequence is None else each.sequence)
    if own is not None:
        findings = [each for each in findings if _concerns(each, own.case)]
        if not own.events and not findings:
            raise NotSoError("unknown_case", Sentence.of("error.no_case_events", no=own.case), field="--case")
    if as_json:
        print_json(
            {
                "holds": not findings,
                "case": own.case if own else None,
                "case_events": own.events if own else None,
                "events": result.events,
                "sealed": result.sealed,
                "checkpoints": result.checkpoints,
                "root": to_text(result.root),
                "late": late is not None,
                "unread": [{"stream": row.stream, **event_data(row)} for row in unread],
                "stamped": stamps.data if stamps else None,
                "first": findings[0].event if findings else None,
                "findings": [_data(each) for each in findings],
            }
        )
    else:
        out = console()
        if findings:
            key = "ledger.broken.1" if len(findings) == 1 else "ledger.broken"
            out.print(lines((say(key, lang, n=len(findings)), "bold red")))
            out.print(lines(*(_sentence(each, lang) for each in findings[:_SHOWN])))
            if more := len(findings) - _SHOWN:
                out.print(lines(say("ledger.more", lang, n=more) if more > 0 else None))
        else:
            numbers = {"events": result.events, "sealed": result.sealed, "checkpoints": result.checkpoints}
            of_case = {"no": own.case, "mine": own.events} if own else {}
            key = "ledger.holds_case" if own else "ledger.holds"
            out.print(lines((say(key, lang, **numbers, **of_case), "green")))
        out.print(lines(stamps.sentence(lang) if stamps else None))
        if unsealed := result.events - result.sealed:
            out.print(lines(say("ledger.unsealed", lang, n=unsealed) if unsealed > 0 else None))
        for row in unread:
            out.print(raw(row, lang, stream=True))
        if late is not None:
            out.print(lines((say("ledger.late", lang, seconds=f"{late:g}"), "yellow")))
    if findings:
        raise typer.Exit(1)


def _concerns(finding: Finding, case: str) -> bool:
    streams = (f"case/{case} ", f"supervision/{case} ")
    named = [f"{name} " for name in (finding.event, finding.sealed_as) if name]
    return not named or any(name.startswith(streams) for name in named)


def _sentence(finding: Finding, lang: Lang) -> str:
    from cli.texts import say
    from ledger.seal import What

    where = ""
    if finding.sequence is not None:
        event = finding.event or "?"
        where = say("ledger.at", lang, sequence=finding.sequence, event=event)
        if finding.sealed_as not in {None, event}:
            where += say("ledger.sealed_as", lang, event=finding.sealed_as)
        where += "：" if lang == "zh" else ": "
    elif finding.what is What.SNAPSHOT:
        where = f"{finding.event}: "
    why = f" ({finding.why})" if finding.why and lang == "en" else ""
    return where + say(f"ledger.what.{finding.what.value}", lang) + why


def _data(finding: Finding) -> dict[str, object]:
    return {
        "what": finding.what.value,
        "event": finding.event,
        "sequence": finding.sequence,
        "event_id": finding.event_id,
        "sealed_as": finding.sealed_as,
        "why": finding.why,
    }


def _pack(
    path: Path,
    older: Path | None,
    key: Sequence[str],
    data: Path | None,
    lang: Lang,
    *,
    certificates: Sequence[Certificate] | None,
    as_json: bool,
) -> None:
    from cli.errors import wrong
    from cli.texts import say
    from ledger.seal import SealError
    from verifier.fenduan_verify import check

    text = read_evidence(path, "--pack")
    keys = given_keys(key, "--key")
    if not keys:
        try:
            keys = list(Evidence.at(data).log.keys)
        except SealError:
            raise wrong("no_keys", "--key") from None
    kept = read_evidence(older, "--older") if older else None
    with verified(path, "--pack"), said():
        _, shown = check(text, keys, kept)
        stamps = stamped_in(text, keys, certificates)
    if as_json:
        print_json({"holds": True, **shown, "stamped": stamps.data if stamps else None})
        return
    out = console()
    out.print(lines((say("ledger.pack_holds", lang, file=path), "green")))
    out.print(lines(*(say(f"ledger.fact.{name}", lang, fact=_plain(fact)) for name, fact in shown.items())))
    out.print(lines(stamps.sentence(lang) if stamps else None))


def _plain(fact: object) -> str:
    """A fact of a pack in one line; of its streams, how many of the events are shown."""
    if isinstance(fact, dict):
        return ", ".join(f"{stream} {each['shown']}/{each['events']}" for stream, each in fact.items())
    return ", ".join(map(str, fact)) if isinstance(fact, list) else str(fact)
