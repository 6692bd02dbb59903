# SPDX-License-Identifier: Apache-2.0
"""Endings: wherever an advisory is told of, its withdrawal, replacement or expiry is told too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from chetavani.model.card import Card
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Form, Formed, Silence, Told
from chetavani.verify.base import Release, Site, finding

_STALE = "Build the site again from this repository; if it stays so, mend the output {output}."
UNPUBLISHED = Rule("CH411", "advisory-not-in-site", Level.ERROR, "Build the site again from this repository.")
NOT_TOLD = Rule("CH412", "ending-not-told", Level.ERROR, _STALE.format(output="that makes the file"))
STILL_CURRENT = Rule("CH413", "told-as-current", Level.ERROR, _STALE.format(output="that makes the file"))
UNREADABLE = Rule("CH414", "file-not-readable-as-its-format", Level.ERROR, "Build the site again.")

ENDS = (Standing.WITHDRAWN, Standing.SUPERSEDED, Standing.EXPIRED)
"""Where an advisory stands that is over."""


def ended(release: Release) -> Iterator[Card]:
    """Yield the public advisories that no longer hold, newest first."""
    return (card for card in release.library.newest_first() if release.library.standing(card) in ENDS)


def check(release: Release) -> Iterator[Finding]:
    """Find public advisories that are missing, and files that do not tell of an ending or tell the contrary."""
    settings = release.context.settings
    forms = [replace(output.form, settings=settings) for output in release.outputs if isinstance(output, Formed)]
    for card in release.library.newest_first():
        yield from _missing(release.site, card, forms)
    for stand in stands(release):
        yield from stand.findings


@dataclass(frozen=True)
class Stand:
    """How an output tells of the advisories that are over: in how many files, and what is wrong with those.

    ``silence`` says why it need not tell of any.
    """

    output: str
    silence: str
    told: dict[Standing, int]
    findings: tuple[Finding, ...]


def stands(release: Release, only: str = "") -> Iterator[Stand]:
    """Yield the stand of every output in the order of the registry; ``only`` names the one advisory to look at."""
    cards = [card for card in ended(release) if only in ("", card.id)]
    for output in release.outputs:
        silence = output.told.reason if isinstance(output.told, Silence) else ""
        told = dict.fromkeys(ENDS, 0)
        by_path: dict[str, list[tuple[str, Told]]] = {}  # a large file is read once for all that it tells of
        for card in cards:
            standing = release.library.standing(card)
            for one in output.told(release.library, release.context, card):
                told[standing] += 1
                by_path.setdefault(one.path, []).append((f"{card.id} is {standing.value}", one))
        findings = [
            found
            for path in sorted(by_path)
            for content in (release.site.read(path),)
            for what, one in by_path[path]
            for found in judged(content, output.name, what, one)
        ]
        yield Stand(output.name, silence, told, tuple(findings))


def judged(content: bytes | None, output: str, what: str, told: Told) -> Iterator[Finding]:
    """Find what a file does not say, or says though it must not, of an advisory of which ``what`` is true.

    ``content`` is the file's, None if it is not there.
    """
    remedy = _STALE.format(output=output)
    if content is None:
        yield finding(NOT_TOLD, told.path, f"is not there, though {what}.", remedy, output)
        return
    try:
        text = told.part(content)
    except (ValueError, LookupError, ArithmeticError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        yield finding(UNREADABLE, told.path, f"cannot be read, though {what}: {reason}.", remedy, output)
        return
    for words in told.says:
        if words not in text:
            yield finding(NOT_TOLD, told.path, f"does not say that {what}: {words!r} is not in it.", remedy, output)
    for words in told.never:
        if words in text:
            yield finding(STILL_CURRENT, told.path, f"has {words!r}, though {what}.", remedy, output)


def _missing(site: Site, card: Card, forms: Iterable[Form]) -> Iterator[Finding]:
    for form in forms:
        if form.wanted(card) and form.path_of(card) not in site.entries:
            yield finding(UNPUBLISHED, form.path_of(card), f"is missing: {card.id} has no {form.label} file.")
