# SPDX-License-Identifier: Apache-2.0
"""Differences: what an officer reads before signing, compared with what is published, or was approved before."""

import difflib
import hashlib
import json
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from chetavani.approving import Prepared
from chetavani.client.files import Folder, Web
from chetavani.errors import AuthoringError, SiteError
from chetavani.governance.files import named, read
from chetavani.governance.statement import FOLDER, Statement, parse
from chetavani.loaders.tree import SHEET
from chetavani.model.card import Card
from chetavani.outputs.api import JsonApi
from chetavani.outputs.api.records import advisory_document
from chetavani.planning import context_of

_PATIENCE = 30.0  # seconds for an answer of the published site, and of git
_COMMITS = 200  # of a file that are looked through for what was approved
_AROUND = 3
_UNSAID = frozenset({"schema", "demonstration", "html", "text", "url"})  # follows from the rest


class Difference(NamedTuple):
    """What is to be read: compared with what, and line by line, ``+`` and ``-`` in front as in a patch."""

    title: str
    lines: tuple[str, ...]


def differences(prepared: Prepared, against: str = "") -> list[Difference]:
    """Return what there is to read before signing. ``against`` is the address or folder of the published site.

    Without it the last approved state is taken, if git still has its files; else all is new. Raises SiteError if the
    site cannot be read.
    """
    if against:
        sheets = [path for path in prepared.statement.files if path.endswith(SHEET)]
        return [_published(prepared, against), *_approved(prepared, sheets)]
    return _approved(prepared, sorted(prepared.statement.files, key=lambda path: (path.endswith(SHEET), path)))


def _published(prepared: Prepared, against: str) -> Difference:
    edition = prepared.approvals.edition
    card = edition.library.card(prepared.statement.advisory)
    if card is None or not card.is_public:
        return Difference(f"{prepared.statement.advisory}: not public, so not on the site", ())
    now = advisory_document(edition.library, context_of(edition), card)
    live = _live(against, card)
    title = f"{card.id} as published, and as it would be" if live else f"{card.id}: not published yet"
    return Difference(title, tuple(_compared(list(_said(live)), list(_said(now)))))


def _live(against: str, card: Card) -> Mapping[str, Any]:
    """Return the published document of an advisory; empty if there is none. Raises SiteError if nobody can say."""
    web = against.startswith(("https://", "http://"))
    place = f"{against.rstrip('/')}/"
    files = Web(place, None, time.time) if web else Folder(Path(against))
    index = f"{JsonApi.form.path_of(card).rpartition('/advisories/')[0]}/index.json"
    try:
        files.read(
            index, time.monotonic() + _PATIENCE, lambda _: 0
        )  # so that a wrong address is none without advisories
        return files.read(JsonApi.form.path_of(card), time.monotonic() + _PATIENCE, lambda _: 0)
    except FileNotFoundError as error:
        if index in str(error.filename or error):
            raise SiteError(against, "is no site of ours: it has no API.", "Name the published site.") from None
        return {}
    except (OSError, ValueError) as error:
        raise SiteError(against, f"cannot be read: {error}.", "Name the published site, or leave it out.") from None


def _said(document: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Yield what a document of the API says, line by line: texts as their lines, records one a line."""
    for name, value in document.items():
        if name in _UNSAID:
            continue
        if isinstance(value, Mapping):
            yield from _said(value, f"{place}{name}.")
        elif isinstance(value, list):
            yield from (f"{place}{name}: {json.dumps(one, ensure_ascii=False)}" for one in value)
        elif name == "markdown":
            yield from (f"{place}{name}: {line}" for line in value.splitlines())
        else:
            yield f"{place}{name}: {value}"


def _approved(prepared: Prepared, paths: Sequence[str]) -> list[Difference]:
    """Return how files differ from what was approved last."""
    root, now = prepared.approvals.edition.root, prepared.statement.files
    before = _last_approved(root, prepared.statement)
    found = []
    for path in paths:
        content = _text(_as_signed(root, path, now[path]))
        if before is None or path not in before.files:
            found.append(Difference(f"{path}: never approved before", tuple(f"+{line}" for line in content)))
            continue
        since = f"since {before.signer} signed revision {before.revision}"
        if before.files[path] == now[path]:
            found.append(Difference(f"{path}: unchanged {since}", ()))
        elif (old := _from_git(root, path, before.files[path])) is None:
            title = f"{path}: changed {since}; git no longer has that text, so here is all of it"
            found.append(Difference(title, tuple(f"+{line}" for line in content)))
        else:
            found.append(Difference(f"{path}: changed {since}", tuple(_compared(_text(old), content))))
    gone = sorted(before.files.keys() - now.keys()) if before is not None else []
    return [*found, *(Difference(f"{path}: is there no more", ()) for path in gone)]


def _as_signed(root: Path, path: str, digest: str) -> bytes:
    """Return the bytes of a file: those that are to be signed, and no others. Raises AuthoringError."""
    content = (root / path).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise AuthoringError(path, "has changed while this was prepared.", "Run the command again.")
    return content


def _last_approved(root: Path, statement: Statement) -> Statement | None:
    """Return the newest statement about other files than those that are to be signed now; None if there is none.

    Whether its signature is good makes no difference: it only says from where on to read, and the text comes from git.
    """
    folder = root / FOLDER / statement.advisory
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        content = read(path) if named(path.name) else None
        try:
            one = parse(content or b"")
        except ValueError:
            continue
        if one.files != statement.files:
            found.append(one)
    return max(found, key=lambda one: (one.revision, one.signed, one.signer), default=None)


def _from_git(root: Path, path: str, digest: str) -> bytes | None:
    """Return the bytes with this SHA-256 (hex) that a file once had; None if git does not have them."""
    said = _git(root, "log", f"-{_COMMITS}", "--format=%H", "--", path)
    for commit in said.decode("ascii", "replace").split():
        content = _git(root, "show", f"{commit}:./{path}")
        if hashlib.sha256(content).hexdigest() == digest:
            return content
    return None


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE).stdout  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return b""


def _text(content: bytes) -> list[str]:
    return content.decode(errors="replace").splitlines()


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    yield from list(difflib.unified_diff(old, new, lineterm="", n=_AROUND))[2:]


def visible(line: str) -> str:
    """Return a line as a terminal may have it: what could hide or move something on it is written as its number."""
    return "".join(one if one.isprintable() or one in "\t\u200c\u200d" else f"<U+{ord(one):04X}>" for one in line)
