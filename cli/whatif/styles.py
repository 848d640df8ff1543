"""How outcomes look, and in which order they are shown."""

STYLES = {
    "PASS": "green",
    "PROCEED": "bold green",
    "FAIL": "bold red",
    "REFUSE": "bold red",
    "NO_ROUTE": "bold red",
    "CORRECT": "yellow",
    "REFER": "magenta",
    "HOLD": "cyan",
    "NOT_APPLICABLE": "dim",
}
"""The colour of each outcome, of a rule and of a dossier."""

WORST_FIRST = ("FAIL", "REFER", "CORRECT", "HOLD", "PASS", "NOT_APPLICABLE")
REFUSED = frozenset({"REFUSE", "NO_ROUTE"})
"""The outcomes with which a dossier cannot go on."""
