# SPDX-License-Identifier: Apache-2.0
"""The order in which files go out: of what kind each is."""

import pytest

from chetavani.publish.order import in_order, stage_of

KINDS = {
    "assets/chetavani/0123abcd/style.css": "assets",
    "pagefind/en/2026/fragment/en_1.pf_fragment": "assets",
    "pagefind/en/2026/pagefind-entry.json": "indexes",
    "api/v1/advisories/MPC-2026-0001.json": "files",
    "csaf/white/2026/mpc-2026-0001.json.asc": "files",
    "indicators/delta/7.jsonl": "files",
    "lookup/v1/cards/MPC-2026-0001.json": "files",
    "advisories/MPC-2026-0001/index.html": "pages",
    "hi/advisories/MPC-2026-0001/index.html.br": "pages",
    "guide/first-hour/index.html": "pages",
    "index.html": "lists",
    "hi/advisories/sector/banking/index.html": "lists",
    "lookup/v1/0a3.json": "lists",
    "indicators/all.jsonl": "lists",
    "bulk/chetavani.sqlite": "lists",
    "feeds/all.atom": "indexes",
    "feeds/archive/all/2026-03.atom": "indexes",
    "lookup/v1/meta.json": "indexes",
    "indicators/index.json": "indexes",
    "misp/manifest.json": "indexes",
    "csaf/white/changes.csv": "indexes",
    "sitemap.xml": "indexes",
    "manifest.json": "manifest",
    "manifest.json.minisig": "manifest",
    "tuf/3.root.json": "root",
    "tuf/targets/0123abcd.manifest.json": "root",
    "tuf/42.targets.json": "targets",
    "tuf/42.snapshot.json": "snapshot",
    "tuf/timestamp.json": "timestamp",
    "release.json.minisig": "signed pointer",
    "release.json": "pointer",
}


@pytest.mark.parametrize("path", KINDS)
def test_each_file_is_of_its_kind(path: str) -> None:
    assert stage_of(path) == KINDS[path]


def test_nothing_goes_out_before_what_it_leads_to() -> None:
    found = in_order(reversed(KINDS))
    assert [kind for kind, _ in found] == list(dict.fromkeys(sorted(KINDS.values(), key=_ORDER.index)))
    assert found[-1] == ("pointer", ["release.json"])
    assert sorted(path for _, paths in found for path in paths) == sorted(KINDS)


_ORDER = ["assets", "files", "pages", "lists", "indexes", "manifest", "root", "targets", "snapshot", "timestamp",
          "signed pointer", "pointer"]  # fmt: skip
