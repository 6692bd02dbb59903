# SPDX-License-Identifier: Apache-2.0
"""A library in which everything occurs that a feed may have to tell, and the ways to turn a library into feeds."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from tests.builders import AS_OF, HINDI_BODY, ROOT, advisory, library

from chetavani.config import Settings, load_settings
from chetavani.loaders.library import load_library
from chetavani.model.advisory import Advisory
from chetavani.model.card import Card, card_of, years_of
from chetavani.model.library import Library
from chetavani.outputs import FORMS
from chetavani.outputs.base import Artifact, BuildContext, artifacts_of
from chetavani.outputs.feed_archives import FeedArchives
from chetavani.outputs.feeds import FEED_FORMATS, Feeds
from chetavani.outputs.keys import digest_of
from chetavani.templating import TemplateRenderer, load_wording, template_roots

FORMATS = tuple(one.extension for one in FEED_FORMATS)
HOSTILE_BODY = """
<script>alert("body")</script><svg onload=alert(1)><!-- a comment --> <b onmouseover="alert(2)">bold</b>

[link](javascript:alert(3)) [data](data:text/html,<script>alert(4)</script>) ![x](https://evil.example/x.png)

&#106;avascript:alert(5) &#x1; &#xFFFF; &lt;script&gt;alert(6)&lt;/script&gt; ]]> <![CDATA[ {{ 7 * 7 }} {% raw %}

[protocol-relative](//host.example/path) [anchor](#s1) [relative](../MPC-2026-0001/)
"""


@cache
def our_settings() -> Settings:
    """Return the settings of this repository."""
    return load_settings(ROOT)


@cache
def _renderer() -> TemplateRenderer:
    return TemplateRenderer(template_roots(ROOT))


@cache
def _wording() -> Mapping[str, Mapping[str, str]]:
    return load_wording(template_roots(ROOT), our_settings().languages)


def context(of: Library, settings: Settings | None = None) -> BuildContext:
    """Return what outputs are told besides ``of``."""
    return BuildContext(settings or our_settings(), of.as_of, _renderer(), _wording(), forms=FORMS)


def sourced(*advisories: Advisory, as_of: datetime = AS_OF) -> Library:
    """Return a library of advisories that have a digest of their files, as those of a repository have."""
    cards = (card_of(one, digest_of([one.model_dump_json()])) for one in advisories)
    held = {one.id: one for one in advisories}
    return Library.over(years_of(cards), as_of, held.__getitem__)


def artifacts(of: Library, given: BuildContext | None = None) -> Iterator[Artifact]:
    """Yield every feed of ``of`` in every format."""
    yield from artifacts_of(Feeds().plan(of, given or context(of)))


def archives(of: Library, given: BuildContext | None = None) -> dict[str, bytes]:
    """Return every archive of ``of`` by its path."""
    return {one.path: render(one) for one in artifacts_of(FeedArchives().plan(of, given or context(of)))}


def slices_of(card: Card) -> set[str]:
    """Return the names of the slices that carry a public advisory, by the words of the feeds' reference."""
    found = {"all", f"kind-{card.kind}"} | ({"severity-high"} if card.severity in {"high", "critical"} else set())
    found |= {f"sector-{one}" for one in card.sectors} | {f"fraud-type-{one}" for one in card.fraud_types}
    return found | {f"lang-{one}" for one in card.languages}


def render(artifact: Artifact) -> bytes:
    """Return the bytes of a feed."""
    made = artifact.render()
    assert isinstance(made, bytes)
    return made


def feed(of: Library, name: str, given: BuildContext | None = None) -> bytes:
    """Return the feed at ``feeds/<name>``."""
    return next(render(one) for one in artifacts(of, given) if one.path == f"feeds/{name}")


def write_feeds(
    of: Library, folder: Path, given: BuildContext | None = None, names: tuple[str, ...] = ("feeds/",)
) -> Path:
    """Write the feeds of ``of`` whose path begins with one of ``names``, and the archives, below ``folder``.

    Return the folder they are in.
    """
    made = {one.path: render(one) for one in artifacts(of, given) if one.path.startswith(names)}
    for name, content in (made | archives(of, given)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / "feeds"


def hindi(number: int, translates: int = 1) -> dict[str, object]:
    """Return a Hindi text."""
    return {
        "language": "hi",
        "title": f"पार्सल के नाम पर शुल्क माँगने वाली कॉल {number}",
        "summary": f"लहर {number} में फ़ोन करने वाले शुल्क माँगते हैं; किसी को पैसे न दें।",
        "body": HINDI_BODY,
        "translates": translates,
    }


def revision(day: int, summary: str) -> dict[str, str]:
    """Return a revision of May 2026."""
    return {"date": f"2026-05-{day:02d}T10:00:00+05:30", "summary": summary}


def full_library() -> Library:
    """Return a library of everything: 56 public advisories, of which 50 are plain, and two that are not public."""
    return library(*_told(), *(advisory(number) for number in range(11, 61)), *_untold())


def repository_library() -> Library:
    """Return the advisories of this repository."""
    loaded = load_library(ROOT, our_settings().languages)
    return library(*(entry.advisory for entry in loaded.entries), as_of=AS_OF.replace(year=2027))


def _told() -> Iterator[Advisory]:
    yield advisory(
        1,
        revisions=[revision(2, "Added a number."), revision(9, "Added the second wave & its <signs>.")],
        translations=[hindi(1, 3)],
        actions=[{"who": ["courier"], "what": "block", "by": "2026-05-10T18:00:00+05:30", "text": "Block & report."}],
        indicators=[
            {"type": "url", "value": "https://pay.evil.example/a?b=c", "role": "lure", "evidence": "confirmed"},
            {"type": "phone", "value": "+447700900417", "role": "caller", "first_seen": "2026-02-01"},
            {"type": "upi", "value": "fee.desk@example", "role": "payee"},
            {"type": "email", "value": "desk@parcel.example", "role": "sender"},
        ],
        related=["MPC-2026-0003"],
    )
    yield advisory(
        2,
        status="withdrawn",
        reason="It was wrong.",
        revisions=[revision(11, "Withdrawn, because it was wrong.")],
        translations=[hindi(2)],
    )
    yield advisory(3, status="superseded", superseded_by="MPC-2026-0004")
    yield advisory(4, published="2026-05-20T11:00:00+05:30", translations=[hindi(4)])
    yield advisory(5, expires="2026-04-30T00:00:00+05:30", severity="low")
    yield advisory(
        6,
        kind="software-upgrade",
        title='Upgrade now: "quotes", <b>tags</b> & ampersands 🙂 ]]> {{ 7*7 }}',
        fraud_types=[],
        sectors=["payment"],
        software=[
            {
                "vendor": "Example",
                "product": "Gateway",
                "affected": ">= 1.0, < 1.4",
                "fixed": "1.4",
                "cve": ["CVE-2021-44228"],
                "cvss": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L",
            }
        ],
        body=HOSTILE_BODY,
    )


def _untold() -> Iterator[Advisory]:
    yield advisory(7, title="Secret of the community", tlp="AMBER", related=["MPC-2026-0001"])
    yield advisory(8, title="Still a draft", status="draft", published=None)
