# SPDX-License-Identifier: Apache-2.0
"""Stand-ins that make a build cheap, so that a test can afford thousands: what they stand for is not what is tested.

Whether MkDocs and the indexer are asked is decided by the code under test; only their answers are cheaper here.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import CodeType

import pytest
from jinja2.bccache import Bucket, BytecodeCache

from chetavani import base_cache, rendering, spoken
from chetavani.config import Settings
from chetavani.spoken import SpokenEnvironment
from chetavani.theme.shell import Base, build_base


class Bases:
    """Runs MkDocs, once for the same bytes in all of a repository but ``advisories/``; then gives the same again.

    ``asked`` counts how often somebody wanted a base, ``made`` how often MkDocs ran.
    """

    def __init__(self, home: Path) -> None:
        self.asked = self.made = 0
        self._home = home
        self._known: dict[str, Base] = {}

    def __call__(
        self, root: Path, settings: Settings, templates: Sequence[Path], target: Path, as_of: datetime
    ) -> Base:
        """Do what ``build_base`` does."""
        self.asked += 1
        told = hashlib.sha256()
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            name = path.relative_to(root).as_posix()
            if not name.startswith("advisories/"):
                told.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        kept = self._home / told.hexdigest()[:20]
        if kept.name not in self._known:
            self.made += 1
            self._known[kept.name] = build_base(root, settings, templates, kept, as_of)
        shutil.copytree(kept, target)
        return replace(self._known[kept.name], made_in=target)


def fake_index(records: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Stand for the search index of one bundle: a file that lists the records that it is made of."""
    lines = sorted(f"{path} {hashlib.sha256(content).hexdigest()}\n" for path, content in records)
    if lines:
        content = "".join(lines).encode()
        bundle = "/".join(lines[0].split("/", 2)[:2])
        yield f"pagefind/{bundle}/{hashlib.sha256(content).hexdigest()[:20]}.index", content


class _Compiled(BytecodeCache):
    """Compiled templates by the bytes of their source, which Jinja2 checks itself."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


_compiled: dict[str, _Compiled] = {}


class _Spoken(SpokenEnvironment):
    """The engine of one language, that does not compile a template with the same words again."""

    def __init__(self, roots: Sequence[Path], words: Mapping[str, str]) -> None:
        super().__init__(roots, words)
        self.bytecode_cache = _compiled.setdefault(json.dumps(sorted(words.items())), _Compiled())


def make_cheap(patch: pytest.MonkeyPatch, home: Path) -> Bases:
    """Put every stand-in in place; return the one for MkDocs, which keeps its sites in ``home``."""
    bases = Bases(home)
    patch.setattr(base_cache, "build_base", bases)
    patch.setattr(rendering, "index_bundle", fake_index)
    patch.setattr(spoken, "SpokenEnvironment", _Spoken)
    return bases
