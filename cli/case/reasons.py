"""The reasons of an explanation in words: what brought a stream here, who must act and how, what is in the way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal, get_args, get_origin

from cli.actors import load_actors
from cli.case.after import awaited
from cli.case.names import Names, actor, companies, company, in_chinese
from cli.case.suspended import suspended
from cli.fields import GIVEN_ELSEWHERE
from cli.persons import Persons, person, told
from cli.program import program
from cli.texts import Lang, say
from domain.case.state import CaseState
from domain.persons import mentioned
from domain.streams import COMMANDS
from domain.supervision.state import SupervisionState
from domain.wording import office, sentence, term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.case.reading import Case, Supervision
    from domain.actors import Actor
    from domain.explain import Block, Cause, Explanation, Need, TermStanding
    from domain.position import Wait

AGENCY = "provincial_agency"
LINE, MOST_CHOICES = 92, 4


def persons_told(given: Case | Supervision, why: Explanation) -> set[str]:
    """The ids of everybody whom the explanation names: who acted last, and of whom its texts tell."""
    causes = [cause for cause in (why.arrived, why.last) if cause is not None]
    events = [given.facts[cause.version - 1].event for cause in causes]
    return {cause.actor.person for cause in causes} | mentioned((*events, *why.blocks))


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation with all that is needed to put it into words."""

    given: Case | Supervision
    why: Explanation
    names: Names
    persons: Persons
    data: str = ""
    """`--data` with the folder, where a command line needs it."""

    @classmethod
    def of(
        cls,
        given: Case | Supervision,
        why: Explanation,
        case: Case,
        persons: Persons,
        data: str = "",
    ) -> Told:
        """The explanation of the case or of its supervision; companies are named as in the dossier."""
        return cls(given, why, companies(case.state.file), persons, data)

    def event(self, cause: Cause, lang: Lang) -> str:
        """What happened, as a sentence."""
        found = self.given.facts[cause.version - 1].event
        return told(in_chinese(sentence(found.topic, found, lang), self.names, lang), self.persons, lang)

    def who(self, cause: Cause, lang: Lang) -> str:
        """Who did it."""
        return actor(cause.actor, person(cause.actor.person, self.persons, lang), self.names, lang)

    def term(self, name: str) -> TermStanding | None:
        """The run of the term that is not over."""
        return next((each for each in self.why.terms if each.name == name), None)

    def block(self, block: Block, lang: Lang) -> list[str]:
        """What is in the way, and what to do about it."""
        match block.kind:
            case "finding":
                return self._finding(block, lang)
            case "signature":
                where = office(AGENCY, block.province, None, lang)
                return [say("why.block.signature", lang, province=where, subject=block.subject)]
            case "version":
                key = "why.block.version.objected" if block.reason else "why.block.version"
                where = office(AGENCY, block.province, None, lang) if block.province else ""
                reason = told(block.reason or "", self.persons, lang)
                return [say(key, lang, subject=block.subject, province=where, reason=reason)]
            case "paper":
                key = "why.block.paper" if block.licensee else "why.block.paper.alone"
                paper = say(f"why.paper.{block.subject}", lang)
                who = company(block.company, self.names, lang) if block.company else ""
                said = say(key, lang, company=who, licensee=block.licensee, paper=paper)
                return [_at(said, block, lang)]
            case "hold":
                return [_at(say("why.block.hold", lang, ground=term(block.subject, lang)), block, lang)]
            case "suspension":
                where = office(AGENCY, block.province, None, lang)
                return [_at(say("why.block.suspension", lang, n=block.subject, province=where), block, lang)]
            case "suspended":
                state = self.given.state
                held = state.suspension if isinstance(state, CaseState) else None
                reason = told(block.reason or "", self.persons, lang)
                return [say("why.block.suspended", lang, said=suspended(held, lang), reason=reason)]
            case "site_finding":
                grade = term(block.reason, lang) if block.reason else "—"
                return [_at(say("why.block.site_finding", lang, n=block.subject, grade=grade), block, lang)]

    def blocks(self, lang: Lang) -> Iterator[list[str]]:
        """Everything in the way, the papers of one company together."""
        between = "；" if lang == "zh" else "; "
        for licensee, found in groupby(self.why.blocks, key=lambda block: block.licensee):
            if licensee is None:
                yield from (self.block(each, lang) for each in found)
                continue
            papers = list(found)
            first = papers[0]
            yield [
                say(
                    "why.block.paper",
                    lang,
                    company=company(first.company or licensee, self.names, lang),
                    licensee=licensee,
                    paper=between.join(say(f"why.paper.{each.subject}", lang) for each in papers),
                )
            ]

    def _finding(self, block: Block, lang: Lang) -> list[str]:
        finding = block.finding
        if finding is None:
            return [block.subject]
        said = finding.explanation_zh if lang == "zh" else finding.explanation_en
        todo = finding.todo_zh if lang == "zh" else finding.todo_en
        outcome = term(finding.outcome, lang)
        shown = [say("why.block.finding", lang, rule=finding.rule, outcome=outcome, said=said)]
        shown += [say("why.block.holds", lang, step=term(finding.holds, lang))] if finding.holds else []
        return shown + ([say("why.block.todo", lang, todo=todo)] if todo else [])

    def licensee(self, id_: str | None, lang: Lang) -> str | None:
        """The company of that id in the dossier, where an act is about its license and it does not act itself."""
        state = self.given.state
        file = state.licensing.file(id_) if id_ and isinstance(state, CaseState) else None
        return company(file.licensee.name, self.names, lang) if file else None

    def line(self, need: Need, command: str) -> list[str]:
        """The command line by which that office does it, broken where it is long. Dots are to be filled in."""
        if command == "submit":
            # Only a change that needs a case of its own waits for a submission.
            number = self.why.stream.partition("/")[2]
            return _broken([f"{program()} submit DOSSIER.yaml", f"--link {number}", "--as-link change"])
        who = next((each.id for each in load_actors().values() if _fits(need.wait, each.actor)), "…")
        model = COMMANDS.get(command)
        fields = model.model_fields if model else {}
        parts = [f"{program()} act {self.why.stream.partition('/')[2]} {command}", f"--as {who}"]
        for name, info in fields.items():
            if info.is_required() and name not in GIVEN_ELSEWHERE:
                known = self._known(name, need) or _choices(info.annotation) or "…"
                parts.append("--reason …" if name == "reason" else f"--set {name}={known}")
        return _broken([*parts, self.data] if self.data else parts)

    def _known(self, name: str, need: Need) -> str | None:
        """A value that follows from where the case stands."""
        state = self.given.state
        if isinstance(state, SupervisionState):
            return _supervised(name, need, state)
        match name:
            case "version" if state.plan.current:
                return str(state.plan.current.number)
            case "rule":
                open_ones = [each.subject for each in self.why.blocks if each.kind == "finding"]
                return next(iter(open_ones), None)
            case "licensee":
                return need.licensee
            case _:
                return None


def _supervised(name: str, need: Need, state: SupervisionState) -> str | None:
    """The first site of the office, or the first open finding at its sites: a line that can be pasted."""
    product = state.supervised
    sites = [
        site.id
        for site in product.sites
        if need.wait.province in {None, product.in_charge(site.id)}
        and need.wait.organisation in {None, product.represented_by, product.maker(site.id)}
    ]
    match name:
        case "site":
            return next(iter(sites), None)
        case "finding":
            return next((str(each.number) for each in state.open_findings if each.site in sites), None)
        case _:
            return awaited(name, need.wait, state)


def _at(said: str, block: Block, lang: Lang) -> str:
    """With the site, where it is about one."""
    return say("why.block.at", lang, said=said, site=block.site) if block.site else said


def _choices(annotation: object) -> str | None:
    """The words of a closed list, where they are few."""
    words = get_args(annotation) if get_origin(annotation) is Literal else ()
    return "/".join(map(str, words)) if 1 < len(words) <= MOST_CHOICES else None


def _broken(parts: list[str]) -> list[str]:
    """The parts of a command line on as many lines as they need; a shell reads them as one."""
    made = [parts[0]]
    for part in parts[1:]:
        if len(made[-1]) + len(part) + 3 > LINE:
            made[-1] += " \\"
            made.append(f"  {part}")
        else:
            made[-1] += f" {part}"
    return made


def _fits(wait: Wait, office_: Actor) -> bool:
    return (
        office_.role == wait.role
        and wait.province in {None, office_.province}
        and wait.organisation in {None, office_.organisation}
    )
