"""What has to hold of every reachable state and of every answer; each one sentence, with a name for the table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from domain.law import Law
from domain.messages import Refusal
from domain.model import ProvisionId
from tests.exploration.demands import lacking, unready
from tests.exploration.explorer import TOTAL, Node, Property, Tried
from tests.exploration.machine import Machine

WITHOUT_ARTICLE = frozenset({"no_route"})
"""Before the Plan no text spoke of segmented manufacture: its refusal has no article, and says so."""


def _granted(machine: Machine, tried: Tried) -> str | None:
    """No licence without every decision that its regime demands, each by the office whose decision it is."""
    events = tried.answer if isinstance(tried.answer, tuple) else ()
    cast, facts = machine.cast, tried.facts  # type: ignore[attr-defined]
    for event in events:
        if event.topic == "license.granted":
            licensee = next(each for each in cast.licensees if each.id == event.licensee)  # type: ignore[attr-defined]
            if missing := lacking(facts, licensee, cast):
                return f"the license of {licensee.id} was granted without {', '.join(missing)}"
        facts = machine.learn(facts, event, tried.act)
    return None


def _registered(machine: Machine, tried: Tried) -> str | None:
    events = tried.answer if isinstance(tried.answer, tuple) else ()
    if not any(event.topic == "review.approved" for event in events):
        return None
    missing = unready(tried.facts, machine.cast)  # type: ignore[attr-defined]
    return f"the registration was approved without {', '.join(missing)}" if missing else None


def _articles(machine: Machine, tried: Tried) -> str | None:  # noqa: ARG001
    match tried.answer:
        case Refusal() as refusal:
            if not refusal.basis and refusal.code not in WITHOUT_ARTICLE:
                return f"the refusal {refusal.code} names no article"
            if not refusal.zh or not refusal.en:
                return f"the refusal {refusal.code} has no words"
            return _unknown(refusal.basis)
        case tuple() as events:
            bare = [event.topic for event in events if not event.basis]
            if bare:
                return f"the event {bare[0]} names no basis"
            return next((unknown for event in events if (unknown := _unknown(event.basis))), None)
        case None:
            return None


def _over(machine: Machine, tried: Tried) -> str | None:  # noqa: ARG001
    if tried.state.closed and isinstance(tried.answer, tuple):
        return (
            f"the stream is closed, and then: {', '.join(event.topic for event in tried.answer) or 'nothing'}"
        )
    return None


def _closed(machine: Machine, node: Node) -> str | None:  # noqa: ARG001
    standing = node.position
    if not standing.closed:
        return None
    left = [*getattr(node.state, "terms", ()), *(d.term for d in standing.deadlines), *_undelivered(node)]
    if left:
        return f"the stream is closed and these terms run: {', '.join(dict.fromkeys(left))}"
    return "the stream is closed and waits for somebody" if standing.waits else None


def _undelivered(node: Node) -> Iterator[str]:
    """Decisions that nobody has; who withdraws asks for none."""
    state = node.state
    if node.position.outcome != "withdrawn":
        yield from (f"delivery to {f.licensee.id}" for f in state.licensing.files if f.awaits_delivery)
        yield from ("delivery of the registration",) if state.review.awaits_delivery else ()


def _awaited(machine: Machine, node: Node) -> str | None:  # noqa: ARG001
    """An open stream waits for a named party, or for a term that runs; every wait and every term has its articles."""
    standing = node.position
    if not standing.opened or standing.closed:
        return None
    if not standing.waits and not standing.deadlines:
        return "the stream is open, and nobody is to act and no term runs"
    for wait in standing.waits:
        named = (
            wait.organisation or wait.province or wait.role in {"nmpa", "review_centre", "inspection_centre"}
        )
        if not named:
            return f"nobody is named for {', '.join(wait.commands)}"
        if not wait.commands or not wait.basis:
            return f"no article for {', '.join(wait.commands) or 'a wait'} by {wait.role}"
    bare = [each.term for each in standing.deadlines if not each.basis]
    return f"no article for the term {bare[0]}" if bare else None


def _answerable(machine: Machine, node: Node) -> str | None:
    """What a wait names can be done: the party that it names can give each command in at least one way.

    Not while a term is over whose timer has not come: then the wait is about to go.
    """
    if any(each.due <= node.now for each in node.position.deadlines):
        return None
    for wait in node.position.waits:
        parties = set(machine.named(wait))  # type: ignore[attr-defined]
        for command in wait.commands:
            if not machine.judges(command, wait):  # type: ignore[attr-defined]
                continue
            said = {who for name, who in node.said if name == command} & parties
            if said and not any((command, who) in node.done for who in said):
                party = f"{wait.role} {wait.province or wait.organisation or ''}"
                return f"{party} is to {command}, and it is always refused"
    return None


def _timers(machine: Machine, tried: Tried) -> str | None:  # noqa: ARG001
    """A term that has run out does something: else its timer would come again for ever."""
    if tried.act.command.name in {"term_ended", "year_ended"} and not isinstance(tried.answer, tuple):
        return f"the term {tried.act.command.term} has run out, and nothing follows"
    return None


def _ends(nodes: list[Node]) -> Iterator[tuple[int, str]]:
    """From every state a closed one can be reached without anybody giving up."""
    back: dict[int, list[int]] = {}
    for i, node in enumerate(nodes):
        for after in node.next:
            back.setdefault(after, []).append(i)
    todo = [i for i, node in enumerate(nodes) if node.position.closed]
    ending = set(todo)
    while todo:
        for before in back.get(todo.pop(), ()):
            if before not in ending:
                ending.add(before)
                todo.append(before)
    for i in range(len(nodes)):
        if i not in ending:
            yield i, "from here no closed state can be reached, but by giving up"
            return


@cache
def _unknown(basis: tuple[ProvisionId, ...]) -> str | None:
    known = Law.load().provisions
    strange = [each for each in basis if each not in known]
    return f"no instrument has the provision {strange[0]}" if strange else None


LICENSE = Property("no license without every decision", of_try=_granted)
REGISTRATION = Property("no registration without every decision", of_try=_registered)
ARTICLES = Property("every refusal and event has its article", of_try=_articles)
OVER = Property("no event after the end", of_try=_over)
CLOSED = Property("nothing runs in a closed stream", of_state=_closed)
AWAITED = Property("an open stream waits for a party or a term", of_state=_awaited)
ANSWERABLE = Property("what a wait names can be done", of_state=_answerable)
TIMERS = Property("a term that runs out has a consequence", of_try=_timers)
ENDS = Property("every state can end", of_graph=_ends)

CASE = (LICENSE, REGISTRATION, ARTICLES, OVER, CLOSED, AWAITED, ANSWERABLE, TIMERS, ENDS, TOTAL)
