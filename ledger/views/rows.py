"""What the read models hold. What each row says is computed by the caller's functions, from the domain."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pydantic import AwareDatetime

from domain.model import Frozen, Province, ProvisionId, StreamId


class CaseRow(Frozen):
    """One line about a stream, as the domain sums up its state. Dates are days in China.

    `shift` is what its own clock is ahead of the engine's.
    """

    number: str
    kind: str
    stage: str
    regime: str | None = None
    applicant: str | None = None
    applicant_zh: str | None = None
    product_zh: str | None = None
    product_en: str | None = None
    provinces: tuple[Province, ...] = ()
    opened: date | None = None
    closed: bool = False
    outcome: str | None = None
    shift: timedelta = timedelta(0)


class Due(Frozen):
    """A term that runs, to its last instant by the stream's own clock; provisional without a published calendar."""

    term: str
    limit: str
    due: AwareDatetime
    provisional: bool = False
    basis: tuple[ProvisionId, ...] = ()


class Overrun(Frozen):
    """A duty that is late from the day after `due` on, as long as its stream stands as it does, and whose it is."""

    term: str
    due: date
    limit: str = ""
    role: str | None = None
    organisation: str | None = None
    province: Province | None = None
    about: str | None = None
    organisation_zh: str | None = None


class Pending(Frozen):
    """An office whose act a stream waits for, and the commands that would answer.

    `item` is the same for the same office, acts and licensee (`about`). `answered` is the version of the stream at
    which the office last did such an act: who took the item on before that is done with it. `due` is by the stream's
    own clock, the last instant of the term that measures the act, also of one that has run out.
    """

    role: str
    organisation: str | None = None
    province: Province | None = None
    commands: tuple[str, ...]
    basis: tuple[ProvisionId, ...] = ()
    item: str = ""
    about: str | None = None
    answered: int = 0
    due: AwareDatetime | None = None
    provisional: bool = False
    organisation_zh: str | None = None


class License(Frozen):
    """A license that was granted in a case. `holder` is the enterprise by name, `licensee` its id in the dossier.

    The row of the case says how it was granted; that of the supervision how it stands since, and until when its
    renewal is applied for.
    """

    licensee: str
    holder: str
    holder_zh: str | None = None
    province: Province
    number: str
    classification: str | None = None
    addresses: tuple[str, ...] = ()
    granted: date | None = None
    valid_until: date | None = None
    delivered: date | None = None
    standing: str | None = None
    apply_by: date | None = None


class Duty(Frozen):
    """What is owed in a supervision: what, at which site, in which year, by which office, until when.

    `duty` is the act that would answer; the duty itself has a title where the table of duties gives it one.
    """

    duty: str
    role: str
    organisation: str | None = None
    province: Province | None = None
    site: str | None = None
    year: int | None = None
    due: date | None = None
    title_en: str | None = None
    title_zh: str | None = None
    manufacturer: str | None = None
    manufacturer_zh: str | None = None
    finding: int | None = None
    organisation_zh: str | None = None


class RefusalRow(Frozen):
    """A command that was declined: who asked for what, and why not, in both languages."""

    case: str | None
    command: str
    code: str
    en: str
    zh: str
    basis: tuple[ProvisionId, ...] = ()
    person: str
    role: str
    organisation: str
    province: Province | None = None


class ClaimRow(Frozen):
    """Who has taken an item on, since which version of its stream; nobody any more where `holder` is None."""

    item: str
    stream: StreamId
    holder: str | None
    version: int = 0


class Standing(Frozen):
    """All that a stream's state says beside its line."""

    deadlines: tuple[Due, ...] = ()
    overruns: tuple[Overrun, ...] = ()
    pending: tuple[Pending, ...] = ()
    licenses: tuple[License, ...] = ()
    duties: tuple[Duty, ...] = ()


class CaseView(CaseRow):
    """The line as the read model gives it back: with the event up to which it holds."""

    stream: StreamId
    version: int
    last_topic: str
    last_recorded: datetime
    last_sequence: int


class Place(Frozen):
    """The stream that a row belongs to, in words; `shift` is what its own clock is ahead of the engine's."""

    stream: StreamId
    case: str
    kind: str
    product_zh: str | None = None
    product_en: str | None = None
    applicant: str | None = None
    applicant_zh: str | None = None
    provinces: tuple[Province, ...] = ()
    shift: timedelta = timedelta(0)


class DueView(Due, Place):
    """A term with its stream."""


class OverrunView(Overrun, Place):
    """A late duty with its stream."""


class PendingView(Pending, Place):
    """A pending act with its stream."""


class WorkView(PendingView):
    """A pending act, and who has it: which person, since which instant, by which journal."""

    holder: str | None = None
    since: datetime | None = None
    journal: StreamId | None = None


class LicenseView(License, Place):
    """A license with the stream that tells of it: its case, or its supervision."""


class DutyView(Duty, Place):
    """A duty with the stream of its supervision."""


class RefusalView(RefusalRow):
    """A refusal with the place where it is recorded; that is a journal where its target does not exist."""

    stream: StreamId
    sequence: int
    recorded: datetime


class Parked(Frozen):
    """A stream that could not be summed up: since which event, and why. Its rows stand still; others go on."""

    stream: StreamId
    sequence: int
    problem: str
    attempts: int
