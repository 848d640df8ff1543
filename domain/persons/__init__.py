"""Natural persons: what in commands, events and dossiers may name them, and how names are kept out of all three."""

from domain.persons.classes import Class, classes, fields_of
from domain.persons.messages import EraseName, NameErased, NamesRead, ReadNames
from domain.persons.references import (
    PERSON,
    is_name,
    mentioned,
    named,
    persons_in,
    prefix_of,
    referred,
    resolved,
    unnamed,
)

__all__ = [
    "PERSON",
    "Class",
    "EraseName",
    "NameErased",
    "NamesRead",
    "ReadNames",
    "classes",
    "fields_of",
    "is_name",
    "mentioned",
    "named",
    "persons_in",
    "prefix_of",
    "referred",
    "resolved",
    "unnamed",
]
