# SPDX-License-Identifier: Apache-2.0
"""The base of a site kept from build to build: the theme engine runs only when something that it reads has changed."""

import hashlib
import mimetypes
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from chetavani.config import CONFIG_NAME
from chetavani.edition import Edition
from chetavani.outputs.base import Artifact, Shard
from chetavani.provenance import code_digest
from chetavani.store import Store
from chetavani.templating import template_roots, templates_digest
from chetavani.theme.shell import Base, build_base

_META = "base"
_CONFIGURATIONS = frozenset({".yml", ".yaml"})
_FILE_NAME = re.compile(r"[\w./-]*\w\.\w+")


@dataclass(frozen=True, slots=True)
class KeptBase:
    """A base and the digest of everything that it was made from. ``fresh`` says that it was made just now."""

    key: str
    base: Base
    fresh: bool

    @property
    def shard(self) -> Shard:
        """Return the files of the base as a part of the plan."""
        return Shard(_META, self.key, partial(_files, self.base))

    def keep(self, store: Store) -> None:
        """Let the store remember it, with the files that the build has just put in place."""
        if self.fresh:
            store.put_meta(_META, (self.key, replace(self.base, made_in=None)))


def _files(base: Base) -> Iterator[Artifact]:
    for path in base.files:
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        yield Artifact(path, media_type, partial(_read, base.folder / path))


def _read(path: Path) -> bytes:
    return path.read_bytes()


def kept_base(edition: Edition, store: Store, folder: Path, *, anew: bool) -> KeptBase:
    """Return the base of the last build if nothing that it was made from has changed, else one made in ``folder``.

    ``anew`` asks for one made now, because the files of the last one are lost.
    """
    roots = template_roots(edition.root)
    key = base_key(edition.root, roots)
    kept = None if anew else store.meta(_META)
    if kept is not None and kept[0] == key:
        return KeptBase(key, kept[1], fresh=False)
    base = build_base(edition.root, edition.settings, roots, folder, edition.library.as_of)
    return KeptBase(key, base, fresh=True)


def base_key(root: Path, roots: Sequence[Path]) -> str:
    """Return a digest of what the theme engine reads: settings, its configuration, ``docs/``, templates, the code."""
    digest = hashlib.sha256(f"{code_digest()}{templates_digest(roots)}".encode())
    documents = (path for path in (root / "docs").rglob("*") if path.is_file())
    for path in sorted({root / CONFIG_NAME, *_named(root / "mkdocs.yml"), *documents}):
        name = os.path.relpath(path, root)
        digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _named(configuration: Path) -> set[Path]:
    """Return the engine's configuration and every file that it names: one to ``INHERIT``, hooks, an ``!include``.

    Whatever looks like a file's name and is one counts, so the configuration need not be understood.
    """
    found: set[Path] = set()
    ahead = [configuration]
    while ahead:
        path = ahead.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        if path.suffix in _CONFIGURATIONS:
            words = _FILE_NAME.findall(path.read_text(encoding="utf-8", errors="replace"))
            ahead += (path.parent / word for word in words)
    return found


def frame_digest(edition: Edition, base: Base) -> str:
    """Return a digest of what every artifact depends on: code, templates and wording, settings, shells."""
    roots = template_roots(edition.root)
    parts = (code_digest(), templates_digest(roots), edition.settings.model_dump_json(), base.digest)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
