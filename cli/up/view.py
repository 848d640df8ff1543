"""What `fenduan up` shows: where everything is, how far the samples are, and the newest acts."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from shutil import get_terminal_size

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from cli.case.names import companies, company, in_chinese, shortly
from cli.output import columns
from cli.output import console as make_console
from cli.program import data_option, program, shortened
from cli.up.processes import Supervisor
from cli.up.rows import Row
from cli.up.samples import Progress
from cli.wrapping import Prose
from domain.dossier import Dossier
from domain.model import local_day
from domain.refusals import CommandRefused
from domain.streams import JOURNAL
from domain.wording import Lang, office, sentence
from ledger import Envelope

NEWEST = 14
SHORT, DAY = 8, 10
"""Columns of the end of a number, and of a day."""

WIDEST = 140
"""The most columns that the picture takes on a wide terminal."""

LEAST, ROUND = 3, 5
"""Acts that are always shown, and the lines of the picture that are neither acts nor cases."""

WORDS = {
    "cases": {"en": "Sample cases", "zh": "示例案件"},
    "acts": {"en": "Newest acts", "zh": "最新办理"},
    "journal": {"en": "journal", "zh": "工作日志"},
    "ledger": {"en": "Ledger", "zh": "台账"},
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
    "latest": {"en": "Cases, the newest first", "zh": "案件（最近变动在前）"},
    "starting": {"en": "starting Temporal and a worker …", "zh": "正在启动 Temporal 与工作进程……"},
    "stopping": {"en": "Draining and stopping …", "zh": "正在平稳停止……"},
    "stopped": {"en": "Stopped; everything is kept.", "zh": "已停止，数据全部保留。"},
}


class View:
    """A live picture on a terminal; plain lines elsewhere."""

    def __init__(self, lang: Lang, data: Path) -> None:
        self.lang: Lang = lang
        self.data = data
        self.console: Console = make_console()
        if self.console.is_terminal:
            self.console.width = min(get_terminal_size().columns, WIDEST)
        self.newest: deque[Envelope] = deque(maxlen=NEWEST)
        self.samples: list[Progress] = []
        self._shown: set[int] = set()
        self._dossiers: dict[str, Dossier] = {}
        self._supervisor: Supervisor | None = None
        self._started = False
        self._live: Live | None = None

    def word(self, key: str) -> str:
        """A word of this page in its language."""
        return WORDS[key][self.lang]

    def say(self, sentence: str) -> None:
        """One line that stays."""
        self.console.print(Text(sentence))

    def where(self, supervisor: Supervisor) -> None:
        """Say at once where everything is or will be; addresses appear as soon as they are chosen."""
        self._supervisor = supervisor
        if self.console.is_terminal:
            self._live = Live(get_renderable=self._box, console=self.console, refresh_per_second=8)
            self._live.start(refresh=True)
        else:
            self.say(self.word("starting"))

    def started(self) -> None:
        """Everything runs: the box of the addresses stays."""
        self._started = True
        if self._live is None:
            self.console.print(self._box())
        self.close()

    def _box(self) -> RenderableType:
        return self._box_of(self._supervisor) if self._supervisor else ""

    def _box_of(self, supervisor: Supervisor) -> Panel:
        table = Table.grid(padding=(0, 2))
        table.add_row(Text(self.word("server"), "dim"), supervisor.address or "…")
        table.add_row(Text(self.word("pages"), "dim"), supervisor.ui or "…")
        table.add_row(Text(self.word("ledger"), "dim"), shortened(supervisor.data.ledger))
        table.add_row(Text(self.word("logs"), "dim"), shortened(supervisor.data.log("*")))
        if not self._started:
            table.add_row("", Text(self.word("starting"), "yellow"))
        return Panel(table, title="Fenduan 分段", title_align="left", border_style="cyan", expand=False)

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
            number, day, sentence = self._parts(event)
            row = columns(SHORT, DAY, None)
            row.add_row(Text(number, "bold"), Text(day, "dim"), _prose(sentence))
            self.console.print(row)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def end(self) -> None:
        """Stop the live picture; what came out stays."""
        self.close()
        rows = [self._row_of(each) for each in self.samples]
        self.console.print(self._standing(rows, self.word("cases")))
        for progress in self.samples:
            for failure in progress.outcome.failures if progress.outcome else ():
                self.console.print(Text(f"{progress.scenario.scenario}: {failure}", "bold red"))

    def cases(self, rows: list[Row]) -> None:
        """Where the cases of the ledger stand."""
        self._dossiers |= {each.number: each.dossier for each in rows if each.dossier}
        if rows:
            self.console.print(self._standing(rows, self.word("latest")))

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
            self._loading(), Panel(acts, title=self.word("acts"), title_align="left", border_style="dim")
        )

    def _loading(self) -> Table:
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

    def _standing(self, rows: list[Row], title: str) -> Table:
        """Where the cases stand, and whose act each waits for."""
        table = Table(title=title, title_justify="left", box=None, pad_edge=False, expand=True)
        table.show_header = False
        table.add_column(min_width=15, no_wrap=True)
        table.add_column(min_width=21, no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for row in rows:
            table.add_row(
                Text(row.number, "bold"),
                Text(row.where(self.lang), "cyan"),
                Text(row.awaited(self.lang), "yellow"),
                Text(row.title),
            )
        return table

    def _row_of(self, progress: Progress) -> Row:
        number = progress.outcome.number if progress.outcome else "—"
        title = getattr(progress.scenario.title, self.lang)
        return Row(number, title, progress.position, progress.supervision, progress.scenario.dossier)

    def _row(self, progress: Progress) -> tuple[RenderableType, ...]:
        outcome = progress.outcome
        failed = bool(outcome and outcome.failures)
        colour = "red" if failed else "green"
        bar = ProgressBar(total=progress.steps, completed=progress.steps_done, width=8, complete_style=colour)
        number = outcome.number if outcome else "—"
        done = Text(f"{progress.steps_done}/{progress.steps}", "red" if failed else "dim")
        row = self._row_of(progress)
        return (Text(number, "bold"), bar, done, Text(row.where(self.lang), "cyan"), Text(row.title))

    def _told(self, event: Envelope) -> Text:
        """An act as one line."""
        number, day, sentence = self._parts(event)
        return Text.assemble((f"{number:<{SHORT}} ", "bold"), (f"{day}  ", "dim"), *sentence)

    def _parts(self, event: Envelope) -> tuple[str, str, list[tuple[str, str]]]:
        """The end of the case's number, or that it is no case; the day; who, unless the sentence begins so; what."""
        number, actor = event.stream.rpartition("/")[2], event.metadata.actor
        names = companies(self._dossier(number))
        who = office(actor.role, actor.province, company(actor.organisation, names, self.lang), self.lang)
        said = in_chinese(sentence(event.topic, event.event, self.lang), names, self.lang)
        style = "red" if isinstance(event.event, CommandRefused) else ""
        named = said.startswith((who, shortly(who)))
        parts = [(said, style)] if named else [(f"{shortly(who)}  ", "cyan"), (said, style)]
        short = self.word("journal") if event.stream.startswith(JOURNAL) else "-".join(number.split("-")[-2:])
        return short, str(local_day(event.metadata.received)), parts

    def _dossier(self, number: str) -> Dossier | None:
        for each in self.samples:
            if each.outcome and each.outcome.number == number:
                return each.scenario.dossier
        return self._dossiers.get(number)


def _prose(parts: list[tuple[str, str]]) -> Text:
    text = Prose()
    for said, style in parts:
        text.append(said, style)
    return text


def _cut(text: Text, width: int) -> Text:
    text.truncate(width, overflow="ellipsis")
    return text
