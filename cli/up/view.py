"""What `fenduan up` shows: where everything is, how far the samples are, and the newest acts."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from cli.output import console as make_console
from cli.scenario.report import line
from cli.up.processes import Supervisor
from cli.up.samples import Progress
from domain.wording import Lang, term
from ledger import Envelope

NEWEST = 14
WORDS = {
    "cases": {"en": "Sample cases", "zh": "示例案件"},
    "acts": {"en": "Newest acts", "zh": "最新办理"},
    "ledger": {"en": "Ledger", "zh": "账本"},
    "pages": {"en": "Temporal's pages", "zh": "Temporal 页面"},
    "server": {"en": "Temporal", "zh": "Temporal"},
    "logs": {"en": "Logs", "zh": "日志"},
    "demo": {
        "en": "Demonstration: each sample case has its own clock, moved forward from act to act.",
        "zh": "演示：每个示例案件有自己的时钟，随办理步骤向前拨动。",
    },
    "try": {"en": "In a second terminal:", "zh": "可在另一终端执行："},
    "stop": {
        "en": "Ctrl-C drains and stops; everything is kept.",
        "zh": "按 Ctrl-C 平稳停止，数据全部保留。",
    },
    "loaded": {"en": "loaded", "zh": "已载入"},
    "failed": {"en": "failed", "zh": "失败"},
}


class View:
    """A live picture on a terminal; plain lines elsewhere."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self.console: Console = make_console()
        self.newest: deque[Envelope] = deque(maxlen=NEWEST)
        self.samples: list[Progress] = []
        self._shown = 0
        self._live: Live | None = None

    def word(self, key: str) -> str:
        """A word of this page in its language."""
        return WORDS[key][self.lang]

    def say(self, sentence: str) -> None:
        """One line that stays."""
        self.console.print(Text(sentence))

    def where(self, supervisor: Supervisor) -> None:
        """Where everything is."""
        table = Table.grid(padding=(0, 2))
        table.add_row(Text(self.word("server"), "dim"), supervisor.address)
        table.add_row(Text(self.word("pages"), "dim"), supervisor.ui)
        table.add_row(Text(self.word("ledger"), "dim"), _short(supervisor.data.ledger))
        table.add_row(Text(self.word("logs"), "dim"), _short(supervisor.data.log("*")))
        shown = Panel(table, title="Fenduan 分段", title_align="left", border_style="cyan", expand=False)
        self.console.print(shown)

    def begin(self, samples: list[Progress]) -> None:
        """Begin to show the loading of the samples."""
        self.samples = samples
        self.say(self.word("demo"))
        if self.console.is_terminal:
            self._live = Live(self._picture(), console=self.console, refresh_per_second=8, transient=True)
            self._live.start()

    def step(self, progress: Progress) -> None:
        """Show what a step has brought."""
        timeline = progress.outcome.timeline if progress.outcome else []
        new = [event for event in timeline if (event.sequence or 0) > self._shown]
        for event in new:
            self._shown = max(self._shown, event.sequence or 0)
            if event.topic.endswith("clock_moved"):
                continue
            self.newest.append(event)
            if self._live is None:
                self.console.print(line(event, self.lang))
        if self._live is not None:
            self._live.update(self._picture())

    def act(self, event: Envelope) -> None:
        """One act, as a line that stays."""
        if not event.topic.endswith("clock_moved"):
            self.console.print(line(event, self.lang))

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def end(self) -> None:
        """Stop the live picture; what came out stays."""
        self.close()
        self.console.print(self._cases())
        for progress in self.samples:
            for failure in progress.outcome.failures if progress.outcome else ():
                self.console.print(Text(f"{progress.scenario.scenario}: {failure}", "bold red"))

    def hints(self, number: str) -> None:
        """What to try next."""
        self.say("\n" + self.word("try"))
        check = "check scenarios/dossiers/synthetic_glp1.yaml"
        for command in ("case list", f"case show {number}", f"case history {number}", check):
            self.console.print(Text(f"  .venv/bin/fenduan {command}", "green"))
        self.say("\n" + self.word("stop"))

    def _picture(self) -> RenderableType:
        acts = Group(*(_cut(line(event, self.lang), self.console.width - 4) for event in self.newest))
        return Group(
            self._cases(), Panel(acts, title=self.word("acts"), title_align="left", border_style="dim")
        )

    def _cases(self) -> Table:
        table = Table(
            title=self.word("cases"),
            title_justify="left",
            box=None,
            pad_edge=False,
            show_header=False,
            expand=True,
        )
        for width in (16, 12, 6, 28, None):
            ratio = None if width else 1
            table.add_column(min_width=width, max_width=width, ratio=ratio, no_wrap=True, overflow="ellipsis")
        for progress in self.samples:
            table.add_row(*self._row(progress))
        return table

    def _row(self, progress: Progress) -> tuple[RenderableType, ...]:
        outcome, position = progress.outcome, progress.position
        failed = bool(outcome and outcome.failures)
        stage = term(position.stage, self.lang) if position else ""
        result = term(position.outcome, self.lang) if position and position.outcome else ""
        colour = "red" if failed else "green"
        bar = ProgressBar(
            total=progress.steps, completed=progress.steps_done, width=12, complete_style=colour
        )
        number = outcome.number if outcome else "—"
        done = Text(f"{progress.steps_done}/{progress.steps}", "red" if failed else "dim")
        title = getattr(progress.scenario.title, self.lang)
        where = " · ".join(part for part in (stage, result) if part)
        return (Text(number, "bold"), bar, done, Text(where, "cyan"), title)


def _cut(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    return text


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
