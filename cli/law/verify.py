"""`fenduan law show --verify`: whether every released law file is as it was released."""

from __future__ import annotations

import typer

from cli.errors import FALSE
from cli.output import console, lines, print_json
from cli.texts import Lang, say


def check_released(lang: Lang, *, as_json: bool) -> None:
    """Print what has been edited; exits with 1 where something has."""
    from domain.law.loader import folders_of, read_folder, setting_of_process
    from domain.law.released import edited, released, unreleased

    problems, new, known = [], 0, 0
    for root in folders_of(setting_of_process()):
        folder, manifest = read_folder(root), released(root)
        present = {file.path for file in folder.files()}
        problems += [(each.file, each.file in present) for each in edited(folder, manifest)]
        new += len(unreleased(folder, manifest))
        known += len(manifest)
    if as_json:
        shown = [{"file": file, "problem": "edited" if there else "gone"} for file, there in problems]
        print_json({"released": known, "unreleased": new, "edited": shown})
    else:
        out = console()
        for file, there in problems:
            why = say("law.why.edited" if there else "law.why.gone", lang)
            out.print(lines((say("law.edited", lang, file=file, why=why), "red")))
        if problems:
            key = "law.edited.count.1" if len(problems) == 1 else "law.edited.count"
            out.print(lines(say(key, lang, n=len(problems))))
        else:
            out.print(lines(say("law.verified", lang, n=known, new=new)))
    if problems:
        raise typer.Exit(FALSE)
