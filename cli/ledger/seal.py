"""`fenduan ledger checkpoint` and `keys`: sign what is recorded, and with what."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from cli.ledger.place import Evidence, progress, said
from cli.output import DataOption, JsonOption, Lang, LangOption, console, language, lines, print_json


def checkpoint(*, data: DataOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """Seal everything that is recorded now, and print the signed checkpoint."""
    from cli.texts import say
    from verifier.fenduan_verify import to_text

    evidence = Evidence.at(data)
    with evidence.opened() as ledger, said(), progress("seal") as told:
        before = evidence.log.head()
        sequencer = evidence.sequencer(ledger, ledger.ledger_id)
        whole = ledger.last_sequence
        head = sequencer.seal(lambda size: told(size, whole))
        stamped = _stamp(evidence, language(lang))
    if head is None:
        if as_json:
            print_json({"size": 0})
        else:
            console().print(lines(say("ledger.empty", language(lang))))
        return
    state = head.checkpoint
    added = state.size - (before.checkpoint.size if before else 0)
    if as_json:
        said_now = {"origin": state.origin, "size": state.size, "root": to_text(state.root), "added": added}
        keys = [str(each) for each in evidence.log.keys]
        print_json({**said_now, "note": head.note, "keys": keys, "stamped": stamped})
        return
    out = console()
    out.print(lines((say("ledger.checkpoint", language(lang), size=state.size, added=added), "green")))
    out.print()
    typer.echo(head.note, nl=False)


def _stamp(evidence: Evidence, lang: Lang) -> bool:
    """Have the newest checkpoint stamped where an authority is set; that it does not answer is only said."""
    from cli.texts import say
    from ledger.seal import SealError
    from ledger.seal.timestamps import Authority, stamp_newest

    authority = Authority.read(os.environ)
    if authority is None:
        return False
    try:
        stamp_newest(evidence.log, authority)
    except SealError as error:
        typer.echo(say("ledger.not_stamped", lang, why=error), err=True)
        return False
    return True


def keys(
    *,
    new: Annotated[
        bool,
        typer.Option("--new", help="Add a private key: from now on both sign, until the old one is retired."),
    ] = False,
    retire: Annotated[
        str | None, typer.Option("--retire", metavar="ID", help="The key of that id signs no longer.")
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            "--origin", help="Name of the log, for its first key; such as ledger.agency.example/fenduan."
        ),
    ] = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Print the public keys of the log; with --new and --retire, change what it signs with."""
    from rich.text import Text

    from cli.errors import unknown
    from cli.texts import say
    from ledger.seal import SealError, new_signer, read_signers, write_signers

    evidence = Evidence.at(data)
    path = evidence.settings.key
    with said():
        signers = read_signers(path) if path.exists() else ()
        if new:
            if not signers and origin is None:
                with evidence.opened() as ledger:
                    origin = evidence.settings.origin or f"fenduan/{ledger.ledger_id}"
            try:
                signers = (*signers, new_signer(signers[0].name if signers else origin or ""))
            except ValueError as error:
                raise SealError(str(error)) from None
            write_signers(path, signers)
        if retire is not None:
            ids = [each.key.id.hex() for each in signers]
            if retire not in ids:
                raise unknown("signer", retire, ids, "--retire")
            if len(ids) == 1:
                raise SealError("The only private key cannot be retired: add a new one first.")
            signers = tuple(each for each in signers if each.key.id.hex() != retire)
            write_signers(path, signers)
    signing = [str(each.key) for each in signers]
    published = (
        [str(each) for each in evidence.log.keys] if (evidence.log.directory / "log.json").exists() else []
    )
    if as_json:
        print_json({"signing": signing, "published": published})
        return
    name = say("ledger.key", language(lang))
    for each in dict.fromkeys((*signing, *published)):
        console().print(Text.assemble((name, "dim"), "  ", each), soft_wrap=True)
