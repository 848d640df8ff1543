"""Two versions of the scheme and supervision plan beside each other, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.case.scheme import SchemeVersion
from domain.model import Frozen
from domain.wording import Lang, term
from domain.wording.template import part

Content = Mapping[tuple[str, ...], tuple[str, ...]]
"""What a version says: the values by field and item."""

PROVINCES = frozenset({"scheme_duties", "scheme_dispatch_check", "scheme_receipt_check"})
"""Fields whose values are provinces."""


class Difference(Frozen):
    """One thing that the versions say differently. `field` and the parts of `item` are codes of the glossary or ids.

    `old` is empty where the second version adds it, `new` where it drops it.
    """

    field: str
    item: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def compare(version_a: SchemeVersion, version_b: SchemeVersion) -> tuple[Difference, ...]:
    """What differs from `version_a` to `version_b`; nothing where both say the same, in whatever order."""
    old, new = _content(version_a), _content(version_b)
    return tuple(
        Difference(
            field=field, item=tuple(item), old=old.get((field, *item), ()), new=new.get((field, *item), ())
        )
        for field, *item in dict.fromkeys((*old, *new))
        if old.get((field, *item)) != new.get((field, *item))
    )


def difference_sentence(difference: Difference, lang: Lang) -> str:
    """The difference as one sentence."""
    key = "difference.provinces" if difference.field in PROVINCES else "difference"
    item = " · ".join(term(each, lang) for each in difference.item)
    return part(key, lang, **{**dict(difference), "item": item})


def _content(version: SchemeVersion) -> Content:
    gathered: dict[tuple[str, ...], set[str]] = {}
    for key, value in _statements(version):
        gathered.setdefault(key, set()).add(value)
    return {key: tuple(sorted(values)) for key, values in gathered.items()}


def _statements(version: SchemeVersion) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("scheme_summary",), version.summary
    yield ("inspections_per_year",), str(version.inspections_per_year)
    yield ("scheme_sampling",), version.sampling
    if version.document:
        yield ("scheme_document",), version.document
    for duty in version.duties:
        yield ("scheme_duties", duty.site, duty.duty.value), duty.province
    for leg in version.transport:
        between = (leg.from_site, leg.to_site)
        yield ("scheme_transport", *between), leg.responsible
        yield from _optional(("scheme_dispatch_check", *between), (leg.dispatch_checked_by,))
        yield from _optional(("scheme_receipt_check", *between), (leg.receipt_checked_by,))
    for document in version.documents:
        yield ("scheme_documents", document.name), document.sha256
        yield from _optional(("scheme_supersedes", document.name), (document.supersedes,))


def _optional(key: tuple[str, ...], values: Iterable[str | None]) -> Iterator[tuple[tuple[str, ...], str]]:
    yield from ((key, value) for value in values if value)
