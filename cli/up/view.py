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

from cli.case.names import companies, company
from cli.output import console as make_console
from cli.program import data_option, program, shortened
from cli.scenario.report import line
from cli.up.processes import Supervisor
from cli.up.samples import Progress
from domain.position import Position
from domain.wording import Lang, term
from domain.wording.template import office_of
from ledger import Envelope

NEWEST = 14
LEAST, ROUND = 3, 5
"""Acts that are always shown, and the lines of the picture that are neither acts nor cases."""

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

    def __init__(self, lang: Lang, data: Path) -> None:
        self.lang: Lang = lang
        self.data = data
        self.console: Console = make_console()
        self.newest: deque[Envelope] = deque(maxlen=NEWEST)
        self.samples: list[Progress] = []
        self._shown: set[int] = set()
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
        table.add_row(Text(self.word("ledger"), "dim"), shortened(supervisor.data.ledger))
        table.add_row(Text(self.word("logs"), "dim"), shortened(supervisor.data.log("*")))
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
        for event in timeline:
            if event.sequence in self._shown:
                continue
            self._shown.add(event.sequence or 0)
            if event.topic.endswith("clock_moved"):
                continue
            self.newest.append(event)
            if self._live is None:
                self.act(event)
        if self._live is not None:
            self._live.update(self._picture())

    def act(self, event: Envelope) -> None:
        """One act, as a line that stays."""
        if not event.topic.endswith("clock_moved"):
            self.console.print(self._told(event))

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def end(self) -> None:
        """Stop the live picture; what came out stays."""
        self.close()
        self.console.print(self._standing())
        for progress in self.samples:
            for failure in progress.outcome.failures if progress.outcome else ():
                self.console.print(Text(f"{progress.scenario.scenario}: {failure}", "bold red"))

    def hints(self, number: str) -> None:
        """What to try next."""
        self.say("\n" + self.word("try"))
        check = "check scenarios/dossiers/synthetic_glp1.yaml"
        data = data_option(self.data)
        for command in ("case list", f"case show {number}", f"case history {number}"):
            self._hint(f"{command} {data}")
        self._hint(check)
        self.say("\n" + self.word("stop"))

    def _hint(self, command: str) -> None:
        """A line to paste; never wrapped."""
        self.console.print(Text(f"  {program()} {command}".rstrip(), "green"), soft_wrap=True)

    def _picture(self) -> RenderableType:
        room = max(LEAST, min(NEWEST, self.console.height - len(self.samples) - ROUND))
        newest = list(self.newest)[-room:]
        acts = Group(*(_cut(self._told(event), self.console.width - 4) for event in newest))
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
        for width in (15, 8, 5, 22):
            table.add_column(min_width=width, max_width=width, no_wrap=True, overflow="ellipsis")
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for progress in self.samples:
            table.add_row(*self._row(progress))
        return table

    def _standing(self) -> Table:
        """Where the cases stand once they are loaded, and whose act each waits for."""
        table = Table(title=self.word("cases"), title_justify="left", box=None, pad_edge=False, expand=True)
        table.show_header = False
        table.add_column(min_width=15, no_wrap=True)
        table.add_column(min_width=21, no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for progress in self.samples:
            where = self._where(progress.position) if progress.position else ""
            awaited, title = self._awaited(progress), getattr(progress.scenario.title, self.lang)
            number = progress.outcome.number if progress.outcome else "—"
            table.add_row(Text(number, "bold"), Text(where, "cyan"), Text(awaited, "yellow"), Text(title))
        return table

    def _row(self, progress: Progress) -> tuple[RenderableType, ...]:
        outcome, position = progress.outcome, progress.position
        failed = bool(outcome and outcome.failures)
        colour = "red" if failed else "green"
        bar = ProgressBar(total=progress.steps, completed=progress.steps_done, width=8, complete_style=colour)
        number = outcome.number if outcome else "—"
        done = Text(f"{progress.steps_done}/{progress.steps}", "red" if failed else "dim")
        where = self._where(position) if position else ""
        title = getattr(progress.scenario.title, self.lang)
        return (Text(number, "bold"), bar, done, Text(where, "cyan"), Text(title))

    def _told(self, event: Envelope) -> Text:
        """An act as one line, with the last part of its case's number: several cases are played at once."""
        number = event.stream.rpartition("/")[2]
        short = "-".join(number.split("-")[-2:])
        dossiers = (
            each.scenario.dossier for each in self.samples if each.outcome and each.outcome.number == number
        )
        names = companies(next(dossiers, None))
        return Text.assemble((f"{short:<8} ", "bold"), line(event, self.lang, names))

    def _where(self, position: Position) -> str:
        """The stage, or how it ended."""
        if not position.opened:
            return ""
        return term(position.outcome or position.stage, self.lang)

    def _awaited(self, progress: Progress) -> str:
        """Whose act the case waits for, or after its end its supervision."""
        standing = (each for each in (progress.position, progress.supervision) if each and each.waits)
        waits = next((each.waits for each in standing), ())
        known = companies(progress.scenario.dossier)
        names = dict.fromkeys(
            office_of(wait.role, wait.province, self.lang)
            if wait.province
            else company(wait.organisation or term(wait.role, self.lang), known, self.lang)
            for wait in waits
        )
        return f"→ {', '.join(names)}" if names else ""


def _cut(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    return text
