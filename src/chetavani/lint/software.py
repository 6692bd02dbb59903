# SPDX-License-Identifier: Apache-2.0
"""Software: versions, scores and names that programs compare, so that each means what its author meant."""

from collections.abc import Iterator

from packageurl import PackageURL

from chetavani.lint.base import Inspection, Sourced, finding
from chetavani.model.advisory import Advisory, Software
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.scores import score_of
from chetavani.model.versions import releases_of, spans_of

NO_RANGE = Rule("CH234", "affected-no-range", Level.ERROR, "Write ranges like >= 2.0, < 2.3.2 || >= 2.4, < 2.12.4.")
NO_RELEASE = Rule(
    "CH235", "fixed-names-no-release", Level.WARNING, "Begin with the release that mends it, like 2.17.1."
)
BAD_SCORE = Rule("CH236", "cvss-not-valid", Level.ERROR, "Copy the vector whole, CVSS: and the version included.")
NO_PRODUCT = Rule(
    "CH237", "purl-names-no-product", Level.ERROR, "Name the package alone, like pkg:maven/org.example/name."
)
IMPOSSIBLE_CVE = Rule("CH238", "cve-of-impossible-year", Level.ERROR, "Copy the CVE id from its source again.")
REPEATED = Rule("CH239", "software-repeated", Level.WARNING, "Leave out what is said already.")
OPEN_BOUND = Rule(
    "CH240", "first-affected-not-named", Level.WARNING, "Name the first release that has the flaw, with >=."
)

_FIRST_CVE_YEAR = 1999
_MAY_SAY_WHERE = {"repository_url", "distro"}
_NEEDS_NAMESPACE = {"composer", "githubactions", "golang", "maven"}
_STANDARD_LIBRARY = "stdlib"


def no_range(inspection: Inspection) -> Iterator[Finding]:
    """Find affected versions that no program can read as ranges."""
    for entry, number, software in _listed(inspection):
        try:
            spans_of(software.affected)
        except ValueError as error:
            yield _found(NO_RANGE, entry, number, "affected", f"cannot be read: {error}.")


def no_release(inspection: Inspection) -> Iterator[Finding]:
    """Find fixed versions that name no release that anybody could install."""
    for entry, number, software in _listed(inspection):
        if not releases_of(software.fixed):
            yield _found(NO_RELEASE, entry, number, "fixed", f"is {software.fixed!r}, which names no release.")


def bad_score(inspection: Inspection) -> Iterator[Finding]:
    """Find CVSS vectors that no calculator takes."""
    for entry, number, software in _listed(inspection):
        if software.cvss is None:
            continue
        try:
            score_of(software.cvss)
        except ValueError as error:
            yield _found(BAD_SCORE, entry, number, "cvss", f"is no CVSS vector: {error}.")


def no_product(inspection: Inspection) -> Iterator[Finding]:
    """Find package URLs that name no product: wrong ones, those of one version or file, and those of no package."""
    for entry, number, software in _listed(inspection):
        complaint = _against(software.purl) if software.purl else ""
        if complaint:
            yield _found(NO_PRODUCT, entry, number, "purl", complaint)


def _against(purl: str) -> str:
    """Return what is wrong with a package URL as the name of a product; nothing if it is right."""
    try:
        read = PackageURL.from_string(purl)
    except ValueError as error:
        return f"is no package URL: {' '.join(str(error).split()).rstrip('.')}."
    if read.version or read.subpath:
        return "is that of one version or file, but `affected` says which versions."
    if strange := sorted(read.qualifiers.keys() - _MAY_SAY_WHERE):
        return f"says more than which package it is: {', '.join(strange)}."
    if read.type in _NEEDS_NAMESPACE and not read.namespace and read.name != _STANDARD_LIBRARY:
        return f"is not whole: a package of {read.type} has a name before its name."
    if read.to_string() != purl:
        return f"is written {read.to_string()} by its standard."
    return ""


def impossible_cve(inspection: Inspection) -> Iterator[Finding]:
    """Find CVE ids of years in which there were none, or could be none yet when the advisory last changed."""
    for entry, number, software in _listed(inspection):
        latest = _latest_year(entry.advisory)
        for place, cve in enumerate(software.cve):
            year = int(cve.split("-")[1])
            if year < _FIRST_CVE_YEAR or (latest and year > latest + 1):
                message = f"is {cve}, but no CVE id is older than {_FIRST_CVE_YEAR} or newer than the advisory."
                line = entry.source.line_of("software", number, "cve", place)
                yield finding(IMPOSSIBLE_CVE, entry.source, line, f"software[{number}].cve[{place}]", message)


def _latest_year(advisory: Advisory) -> int:
    """Return the year of the newest revision in UTC; 0 for what was never published."""
    return 0 if advisory.published is None else advisory.updated.utctimetuple().tm_year


def repeated(inspection: Inspection) -> Iterator[Finding]:
    """Find products that are listed a second time with nothing new, and ids that a product has twice."""
    for entry, number, software in _listed(inspection):
        before = entry.advisory.software[:number]
        if software in before:
            message = f"says what software[{before.index(software)}] says already."
            yield finding(
                REPEATED, entry.source, entry.source.line_of("software", number), f"software[{number}]", message
            )
        for field, ids in (("cve", software.cve), ("cwe", software.cwe)):
            if twice := sorted({one for one in ids if ids.count(one) > 1}):
                yield _found(REPEATED, entry, number, field, f"has {', '.join(twice)} twice.")


def open_bound(inspection: Inspection) -> Iterator[Finding]:
    """Find ranges of packages that begin after a version: OSV has no word for them, so scanners never learn of them."""
    for entry, number, software in _listed(inspection):
        try:
            spans = spans_of(software.affected) if software.purl else ()
        except ValueError:
            continue
        if after := next((span.text() for span in spans if span.above), ""):
            message = f"has {after!r}, which leaves open which release is the first."
            yield _found(OPEN_BOUND, entry, number, "affected", message)


def _listed(inspection: Inspection) -> Iterator[tuple[Sourced, int, Software]]:
    for entry in inspection.entries:
        for number, software in enumerate(entry.advisory.software):
            yield entry, number, software


def _found(rule: Rule, entry: Sourced, number: int, field: str, message: str) -> Finding:
    line = entry.source.line_of("software", number, field)
    return finding(rule, entry.source, line, f"software[{number}].{field}", message)
