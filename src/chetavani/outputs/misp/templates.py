# SPDX-License-Identifier: Apache-2.0
"""What a MISP has to know of us: templates of our objects, and our vocabulary as a taxonomy of machine tags."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.model.vocab import (
    EVIDENCE,
    FRAUD_TYPES,
    KINDS,
    MEASURES,
    ROLES,
    SECTORS,
    SEVERITIES,
    STANDINGS,
    Standing,
    Term,
)
from chetavani.outputs.misp.names import TAXONOMY, machine_tag
from chetavani.outputs.misp.shapes import BANK_ACCOUNT, FRAUD, UPI_ID

_TAXONOMY_UUID = UUID("bbe1c99f-0335-44e3-871a-522a774882e4")
_LANGUAGES = (Term("en", "English", "अंग्रेज़ी", "ISO 639-1"), Term("hi", "Hindi", "हिन्दी", "ISO 639-1"))
_PREDICATES: Mapping[str, tuple[str, Iterable[Term]]] = {
    "kind": ("Kind of advisory", KINDS),
    "severity": ("Severity of the advisory", SEVERITIES),
    "standing": (
        "Where an advisory stands that is not current",
        [one for one in STANDINGS if one.id != Standing.DRAFT],
    ),
    "fraud-type": ("Type of fraud", FRAUD_TYPES),
    "sector": ("Sector that the advisory concerns", SECTORS),
    "language": ("Language in which there is a text", _LANGUAGES),
    "indicator-type": ("What the indicator is", INDICATOR_TYPES),
    "role": ("Role of the indicator in the fraud", ROLES),
    "evidence": ("How well the indicator is established", EVIDENCE),
    "action": ("What apps are asked to do", MEASURES),
    "demonstration": ("Demonstration: no official publication", ()),
}


def taxonomy() -> dict[str, Any]:
    """Return our vocabulary in the format of MISP taxonomies.

    A MISP takes a taxonomy again if its version is greater. No word ever goes away, so the version is how many there
    are.
    """
    values = [
        {
            "predicate": predicate,
            "entry": [
                {"value": term.id, "expanded": term.en, "description": term.hi, "uuid": _uuid(predicate, term.id)}
                for term in terms
            ],
        }
        for predicate, (_, terms) in _PREDICATES.items()
    ]
    return {
        "namespace": TAXONOMY,
        "uuid": str(_TAXONOMY_UUID),
        "description": "Advisories on cyber fraud: what they are about, whom they concern, what indicators are.",
        "version": sum(len(one["entry"]) for one in values),
        "predicates": [
            {"value": predicate, "expanded": label, "uuid": _uuid(predicate)}
            for predicate, (label, _) in _PREDICATES.items()
        ],
        "values": [one for one in values if one["entry"]],
    }


def _uuid(predicate: str, value: str = "") -> str:
    return str(uuid5(_TAXONOMY_UUID, machine_tag(predicate, value)))


def _part(kind: str, description: str, *, telling: bool, priority: int) -> dict[str, Any]:
    return {
        "categories": [FRAUD],
        "description": description,
        "disable_correlation": not telling,
        "misp-attribute": kind,
        "to_ids": telling,
        "ui-priority": priority,
    }


TEMPLATES: Mapping[str, dict[str, Any]] = {
    UPI_ID: {
        "name": UPI_ID,
        "uuid": "bca5f10b-cba2-4f34-8847-dce37392f319",
        "version": 1,
        "meta-category": "financial",
        "description": "A UPI id (virtual payment address) of India's Unified Payments Interface.",
        "attributes": {
            "upi-id": _part("text", "The whole UPI id in lower case, name@handle.", telling=True, priority=1),
            "handle": _part("text", "What follows the @: it tells who runs it.", telling=False, priority=0),
        },
        "required": ["upi-id"],
    },
    BANK_ACCOUNT: {
        "name": BANK_ACCOUNT,
        "uuid": "081c82a4-aa62-430d-84c6-d89e548474f6",
        "version": 1,
        "meta-category": "financial",
        "description": "An account at an Indian bank: its number, and the IFSC of the branch.",
        "attributes": {
            "account": _part("bank-account-nr", "The account's number, digits alone.", telling=True, priority=1),
            "ifsc": _part("text", "The Indian Financial System Code of the branch.", telling=False, priority=1),
            "bank": _part("text", "The first four letters of the IFSC: the bank.", telling=False, priority=0),
        },
        "required": ["account", "ifsc"],
    },
}
"""The templates of our objects, by their names. A changed one gets the next version; its UUID stays."""
