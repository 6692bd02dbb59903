# SPDX-License-Identifier: Apache-2.0
"""A library in which everything occurs that a CSAF document may have to tell, and the judges of such documents."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from typing import Any

from csaf.csaf.v20 import validate
from tests.builders import AS_OF, BODY, ROOT, advisory
from tests.outputs.feed_world import context, hindi, render, revision, sourced

from chetavani.config import Settings
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.csaf import CsafProvider
from chetavani.outputs.csaf.links import FOLDER

Document = dict[str, Any]
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
# What is said against documents that are as they should be, because an author has not given what is asked for:
# 6.2.3 a CVSS vector of version 2 or 3, 6.2.16 a product that has a name in our own list at least (which needs ASCII),
# 6.2.18 a range that is one, 6.3.1 and 6.3.2 a newer vector, 6.3.3 a CVE id, 6.3.4 a CWE id;
# and 6.3.9 and 6.3.10, which want every version enumerated instead of ranges.
ALLOWED = frozenset({"6.2.3", "6.2.16", "6.2.18", "6.3.1", "6.3.2", "6.3.3", "6.3.4", "6.3.9", "6.3.10"})
ALWAYS_ALLOWED = frozenset({"6.2.3", "6.3.4", "6.3.9", "6.3.10"})
"""What occurs in this repository, whose authors give no CWE id and not always a vector."""
NODE = ROOT / ".venv/bin/node"
LIBRARY = ROOT / ".tools/npm/node_modules"


def files(of: Library, settings: Settings | None = None) -> dict[str, bytes]:
    """Return every file, by its path."""
    return {one.path: render(one) for one in artifacts_of(CsafProvider().plan(of, context(of, settings)))}


def documents(made: dict[str, bytes]) -> dict[str, Document]:
    """Return the documents among the files, by their paths."""
    found = {path: content for path, content in made.items() if path[len(FOLDER) : len(FOLDER) + 4].isdigit()}
    return {path: json.loads(content) for path, content in found.items() if path.endswith(".json")}


def document(of: Library, number: int = 1, settings: Settings | None = None) -> Document:
    """Return the document of an advisory of 2026."""
    return documents(files(of, settings))[f"{FOLDER}2026/mpc-2026-{number:04d}.json"]


def complaints(one: Document) -> set[str]:
    """Return the numbers of the tests that the Python validator finds failed."""
    report = validate(one, path="", preset="full")
    return {result.id for result in report.results if not result.passed and not result.skipped}


def judged(told: Iterable[Document]) -> list[set[str]]:
    """Return for each document the numbers of the tests that Secvisogram's library finds failed, all in one process."""
    command = [NODE, ROOT / "tests/outputs/csaf_judge.mjs", LIBRARY]
    done = subprocess.run(command, input=json.dumps(list(told)), capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["tests"] == 71, "the library has other tests than those that its findings are weighed by"
    found = [{_number(one["test"]) for one in document["complaints"]} for document in said["documents"]]
    for document, failed in zip(said["documents"], found, strict=True):
        mandatory = {one for one in failed if not one.startswith(("6.2.", "6.3."))}
        assert document["isValid"] is (not mandatory)
    return found


def _number(test: str) -> str:
    """Return the section of the standard: ``6.1.11`` for ``mandatoryTest_6_1_11``; a schema's own name."""
    return test.partition("_")[2].replace("_", ".") if "Test_" in test else test


def upgrade(number: int, *software: dict[str, Any], **changes: Any) -> Advisory:  # noqa: ANN401
    """Return an upgrade note."""
    given = {"kind": "software-upgrade", "fraud_types": [], "sectors": ["payment"], "software": list(software)}
    return advisory(number, **{**given, **changes})


def product(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a product of an upgrade note; a None takes a field out."""
    given = {
        "vendor": "Example", "product": "Gateway", "affected": ">= 1.0, < 1.4", "fixed": "1.4",
        "cve": ["CVE-2026-0001"], "cvss": VECTOR, "cwe": ["CWE-502"],
    } | changes  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def full_world() -> Library:
    """Return advisories of every kind, in every state, with everything that may be in one, sane and hostile."""
    return sourced(*_plain(), *_upgrades(), *_ended(), *_hostile(), as_of=AS_OF)


def _plain() -> Iterator[Advisory]:
    action = {"who": ["courier"], "what": "block", "by": "2026-05-10T18:00:00+05:30", "text": "Block & report."}
    told = [
        {"type": "url", "value": "https://pay.evil.example/a?b=c", "role": "lure", "evidence": "confirmed"},
        {"type": "upi", "value": "fee.desk@example", "role": "payee"},
    ]
    many = {
        "actions": [action, {"what": "report", "text": "Tell us."}],
        "indicators": told,
        "related": ["MPC-2026-0002"],
    }
    yield advisory(1, translations=[hindi(1)], revisions=[revision(2, "More."), revision(9, "Even more.")], **many)
    yield advisory(2, kind="vigil-notice", references=[], aliases=["Parcel desk", "Parcel desk", "पार्सल"])
    yield advisory(3, expires="2026-04-30T00:00:00+05:30", translations=[hindi(3, 1)], revisions=[revision(1, "New.")])
    yield advisory(4, expires="2027-04-30T00:00:00+05:30", language="en", related=["MPC-2026-0090", "MPC-2026-0099"])
    yield advisory(5, published="2026-01-01T03:00:00+05:30")  # in UTC still 2025
    yield advisory(6, published="2026-05-01T10:00:00.250000+05:30", revisions=[revision(1, "As first published.")])
    yield advisory(7, revisions=[revision(9, "Later."), revision(2, "Earlier.")], published="2026-05-04T00:00:00Z")
    yield advisory(90, tlp="AMBER", title="Secret of the community")
    yield advisory(91, status="draft", published=None)


def _upgrades() -> Iterator[Advisory]:
    body = f"{BODY}\n## Workaround\n\nStop it:\n\n```\n## no heading\nstop --now\n```\n"
    yield upgrade(20, product(), body=body)
    names = {"purl": "pkg:maven/org.example/gateway", "cpe": "cpe:2.3:a:example:gateway:*:*:*:*:*:*:*:*"}
    fixed = "1.4, v1.3.9 (long-term support), see the text"
    yield upgrade(21, product(**names, fixed=fixed, affected="< 1.3.9 || >= 1.4-beta1, < 1.4"))
    yield upgrade(22, product(), product(product="Client", cvss=None), product(product="Agent", cve=["CVE-2026-0002"]))
    yield upgrade(23, product(cve=[], cvss="AV:N/AC:L/Au:N/C:C/I:C/A:C"), product(cve=[], product="Client"))
    yield upgrade(
        24, product(cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", cwe=["CWE-999999"])
    )
    yield upgrade(25, product(cvss="very bad", cwe=["CWE-502", "CWE-20"]), product(cvss=VECTOR.replace("3.1", "3.0")))
    yield upgrade(26, product(affected="= 1.4"), product(affected="= v1.5", fixed="1.4"), product(fixed="v1.5"))
    yield upgrade(
        27, product(affected="all of them", fixed="none, replace it"), product(product="2", fixed="the newest")
    )
    yield upgrade(
        28, product(vendor="टाटा", product="द्वार 🙂", purl="pkg:x/%zz", cpe="cpe:2.3:a:b@d:b:*:*:*:*:*:*:*:*")
    )
    yield upgrade(29, product(cve=["CVE-2026-0001", "CVE-2026-0002", "CVE-2026-0001"]), references=[
        {"title": "CVE-2026-0001 in a register", "url": "https://cve.example/CVE-2026-0001"},
    ])  # fmt: skip
    yield upgrade(30, software=[])
    yield upgrade(
        31, product(fixed="1.4, 1.4, 1.4 (again)", affected="< 1.4 || < 1.4", cpe="cpe:2.3:a:a\\:b:c:*:*:*:*:*:*:*:*")
    )


def _ended() -> Iterator[Advisory]:
    why = {"status": "withdrawn", "reason": 'It was "wrong".'}
    by = {"status": "superseded"}
    yield upgrade(40, product(), **why, revisions=[revision(2, "Withdrawn, because it was wrong.")])
    yield advisory(41, **why, indicators=[{"type": "phone", "value": "+447700900417", "role": "caller"}])
    yield upgrade(42, product(), **by, superseded_by="MPC-2026-0020", revisions=[revision(3, "Replaced.")])
    yield advisory(43, **by, superseded_by="MPC-2026-0006")
    yield advisory(44, **by, superseded_by="MPC-2026-0090", translations=[hindi(44)])
    yield advisory(45, **by, superseded_by="MPC-2026-0098", expires="2026-04-30T00:00:00+05:30")


def _hostile() -> Iterator[Advisory]:
    nasty = '=1+1 "quotes" </script> ]]> <b>&amp;\\u0000 {{ 7*7 }} ी 🙂 \u05d0\u05d1'
    links = (
        "https://münchen.example/ä?q=ü#ö", 'https://a.example/%zz|<>"{}\\^`', "https://[2001:db8::1]:8443/x#y#z",
        "http://a:b", "https://[::", "https://a.example:99/[x]", "https://हिंदी.example/", "https://a..example/",
    )  # fmt: skip
    references = [{"title": f"{nasty} {number}", "url": url} for number, url in enumerate(links)]
    body = "<script>alert(1)</script>\n\n[x](javascript:alert(2)) &#106;avascript: ]]>\n\n## <b>Bold</b>\n\n`x`\n"
    yield advisory(60, title=nasty, summary=nasty, body=body, references=references, aliases=[nasty])
    yield upgrade(61, product(vendor=nasty, product=nasty, fixed=f"1.4 {nasty}"), title=nasty, references=references)
    yield advisory(62, body="", translations=[{**hindi(62), "body": body}])
    yield advisory(
        63, body="[a](../MPC-2026-0001/) [b](#s1) [c](https://a.example/)\n\n## \n\n##\n\n## Only a heading\n"
    )
    yield advisory(64, status="withdrawn", reason=nasty, title=nasty)
