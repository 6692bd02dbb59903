# SPDX-License-Identifier: Apache-2.0
"""Packages as OSV knows them: of one of its ecosystems, with the ranges of versions that have a flaw.

Only a package URL tells the ecosystem. Distributions' packages are left out, because their names in OSV are those of
source packages of one release, which a package URL need not say.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NotRequired

from packageurl import PackageURL
from typing_extensions import TypedDict

from chetavani.model.advisory import Software
from chetavani.model.scores import Score, score_of
from chetavani.model.versions import Span, spans_of

Event = dict[str, str]
Name = Callable[[str, str], str]

_SEMVER = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_GENERIC = "generic"


class Range(TypedDict):
    """A range of versions. ``type`` says how versions are ordered."""

    type: str
    events: list[Event]


class Package(TypedDict):
    """A package of an ecosystem."""

    ecosystem: str
    name: str
    purl: str


class Versions(TypedDict):
    """Which versions of a package have the flaw."""

    ranges: NotRequired[list[Range]]
    versions: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class _Ecosystem:
    """An ecosystem of OSV: its name, how it names a package, and whether its versions are semantic ones by rule."""

    name: str
    named: Name
    semantic: bool = False


def _alone(namespace: str, name: str) -> str:
    return "" if namespace else name


def _joined(namespace: str, name: str) -> str:
    return f"{namespace}/{name}" if namespace else name


def _pair(namespace: str, name: str) -> str:
    return f"{namespace}/{name}" if namespace else ""


def _coordinates(namespace: str, name: str) -> str:
    return f"{namespace}:{name}" if namespace else ""


ECOSYSTEMS = {
    "cargo": _Ecosystem("crates.io", _alone, semantic=True),
    "composer": _Ecosystem("Packagist", _pair),
    "gem": _Ecosystem("RubyGems", _alone),
    "githubactions": _Ecosystem("GitHub Actions", _pair),
    "golang": _Ecosystem("Go", _joined, semantic=True),
    "hex": _Ecosystem("Hex", _alone),
    "maven": _Ecosystem("Maven", _coordinates),
    "npm": _Ecosystem("npm", _joined, semantic=True),
    "nuget": _Ecosystem("NuGet", _alone),
    "pub": _Ecosystem("Pub", _alone),
    "pypi": _Ecosystem("PyPI", _alone),
}
"""OSV's ecosystems by the type of a package URL."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product, and what can be read of it: the package that it is, the ranges that ``affected`` names, its score.

    ``package`` is None if it is of no ecosystem of OSV, or of a private registry; ``spans`` is empty and ``score`` None
    if they cannot be read.
    """

    software: Software
    kind: str
    package: Package | None
    spans: tuple[Span, ...]
    score: Score | None


def product_of(software: Software) -> Product:
    """Return a product with all that can be read of it."""
    read = _read(software.purl) if software.purl else None
    package = _package(read) if read is not None else None
    kind = read.type if read is not None and package is not None else _GENERIC
    return Product(software, kind, package, _spans(software.affected), _score(software.cvss))


@lru_cache(maxsize=4096)
def _read(purl: str) -> PackageURL | None:
    try:
        return PackageURL.from_string(purl)
    except ValueError:
        return None


def _package(read: PackageURL) -> Package | None:
    ecosystem = ECOSYSTEMS.get(read.type)
    if ecosystem is None or read.version or read.qualifiers or read.subpath:
        return None
    name = ecosystem.named(read.namespace or "", read.name)
    return {"ecosystem": ecosystem.name, "name": name, "purl": read.to_string()} if name else None


def _spans(affected: str) -> tuple[Span, ...]:
    try:
        return spans_of(affected)
    except ValueError:
        return ()


def _score(vector: str | None) -> Score | None:
    try:
        return score_of(vector) if vector else None
    except ValueError:
        return None


def unsaid(product: Product) -> list[str]:
    """Return the ranges for which OSV has no word: those that begin after a version. All, if they cannot be read."""
    if product.package is None:
        return []
    return [span.text() for span in product.spans if span.above] if product.spans else [product.software.affected]


def versions_of(product: Product) -> Versions:
    """Return what OSV can say of the affected versions of a package; nothing if it can say none."""
    told = [span for span in product.spans if not span.above]
    semantic = product.kind in ECOSYSTEMS and ECOSYSTEMS[product.kind].semantic
    found: Versions = {}
    if ranges := [_range(span, semantic=semantic) for span in told if not span.exact]:
        found["ranges"] = ranges
    if exact := [span.exact for span in told if span.exact]:
        found["versions"] = exact
    return found


def _range(span: Span, *, semantic: bool) -> Range:
    events = [{"introduced": span.low or "0"}]
    if span.high:
        events.append({"fixed" if span.below else "last_affected": span.high})
    by_rule = semantic and all(_SEMVER.fullmatch(bound) for bound in (span.low, span.high) if bound)
    return {"type": "SEMVER" if by_rule else "ECOSYSTEM", "events": events}


def vers_of(product: Product) -> list[str]:
    """Return the affected ranges in the notation VERS, one for each."""
    return [f"vers:{product.kind}/{span.constraints()}" for span in product.spans]


def unique(ids: Iterable[str]) -> list[str]:
    """Return ``ids``, each once, in their order."""
    return list(dict.fromkeys(ids))
