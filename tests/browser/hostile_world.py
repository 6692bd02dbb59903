# SPDX-License-Identifier: Apache-2.0
"""A site whose every text is an attack: built by the whole pipeline with nothing refused by lint.

Each payload that comes to run calls ``pwn``, which the browser's trap defines.
"""

from pathlib import Path
from typing import Any

import pytest
from tests.builders import AS_OF, advisory, library, repository

from chetavani import pipeline
from chetavani.config import load_settings
from chetavani.edition import Edition
from chetavani.model.indicator import IndicatorType
from chetavani.model.library import Library

SHOWN = ("{{7*191}}", "{% for x in y %}{{x}}{% endfor %}", "{# note #}", "${7*191}", "<%= 7*191 %>", "#{7*191}")
PAYLOADS = (
    "<script>pwn(1)</script>",
    "<ScRiPt/x>pwn(2)</sCrIpT >",
    "<<script>pwn(3)//<</script>",
    '"><img src=x onerror=pwn(4)>',
    "' autofocus onfocus='pwn(5)' x='",
    '" onmouseover="pwn(6)" style="animation-name:x" onanimationstart="pwn(6)',
    "</title></head></textarea></style></noscript></template><script>pwn(7)</script>",
    "--><script>pwn(8)</script><!--",
    "]]></content></entry><script>pwn(9)</script><![CDATA[",
    "<svg/onload=pwn(10)><animate onbegin=pwn(10) attributeName=x dur=1s>",
    "<math><mtext></p><style><!--</style><img src=x onerror=pwn(11)>--></math>",
    "<iframe srcdoc='<script>parent.pwn(12)</script>'></iframe>",
    "&lt;script&gt;pwn(13)&lt;/script&gt; &#60;img src=x onerror=pwn(13)&#62; &amp;lt;script&amp;gt;",
    "javascript:pwn(14)",
    "<details open ontoggle=pwn(15)><summary>x</summary></details>",
    "<base href=https://elsewhere.example/><meta http-equiv=refresh content='0;url=javascript:pwn(16)'>",
    "<link rel=stylesheet href=https://elsewhere.example/a.css><object data=https://elsewhere.example/>",
    "<form action=javascript:pwn(17)><button autofocus onfocus=pwn(17)>x</button></form>",
    "\uff1cscript\uff1epwn(18)\uff1c/script\uff1e <\u017fcript>pwn(18)</\u017fcript> \u2039script\u203a",
    '`${pwn(19)}` \\u003cscript\\u003epwn(19)\\u003c/script\\u003e \\";pwn(19);//',
    "{{constructor.constructor('pwn(20)')()}} [[${pwn(20)}]] {{'a'.constructor.prototype.charAt=[].join}}",
    "{count} {query} %s {0.__class__} $& $1 \\1 \\g<0>",
    *SHOWN,
)
_LINKS = (
    "javascript:pwn(30)", "JaVaScRiPt:pwn(31)", "java&#115;cript:pwn(32)", "javascript&colon;pwn(33)",
    "&#x6A;avascript:pwn(34)", "java&Tab;script:pwn(35)", "java&NewLine;script:pwn(36)", "<java\tscript:pwn(37)>",
    "< javascript:pwn(38)>", "data:text/html,<script>pwn(39)</script>",
    "data:text/html;base64,PHNjcmlwdD5wd24oNDApPC9zPg==", "vbscript:pwn(41)", "VBScript:pwn(42)", "file:///etc/passwd", "blob:https://elsewhere.example/1",
    "\\javascript:pwn(43)", "javascript://%0apwn(44)", "&#1;javascript:pwn(45)", "view-source:javascript:pwn(46)",
    "intent://pwn#Intent;end",
)  # fmt: skip
_BLOCKS = (
    "<div onclick=pwn(60)>\n\n**bold**\n\n</div>", "<script>\n\npwn(61)\n\n</script>", "<!-- a comment\n\npwn(62) -->",
    "<style>\n\n@import 'https://elsewhere.example/a.css';\n\n</style>", "```html\n<script>pwn(63)</script>\n```",
    "    <img src=x onerror=pwn(64)>", '``` "><script>pwn(65)</script>\nlisting\n```',
    "| <img src=x onerror=pwn(66)> | `<script>` |\n| --- | --- |\n| <svg onload=pwn(67)> | [x](javascript:pwn(68)) |",
    "> [!WARNING]\n> <img src=x onerror=pwn(69)>",
    'Note.[^"><img src=x onerror=pwn(70)>]\n\n[^a]: <script>pwn(71)</script>',
    "[^a]: again\n\n[x][ref] [^a]\n\n[ref]: javascript:pwn(72) 'title\" onclick=\"pwn(73)'",
    "## <img src=x onerror=pwn(74)> heading\n\n## [x](javascript:pwn(75))\n\n## s1\n\n# A second title",
    '<noscript><p title="</noscript><img src=x onerror=pwn(76)>">',
    "<xmp><p title='</xmp><img src=x onerror=pwn(77)>'>",
    '<svg></p><style><g title="</style><img src=x onerror=pwn(78)>">', "<template><script>pwn(79)</script></template>",
    "<math><annotation-xml encoding='text/html'><script>pwn(80)</script></annotation-xml></math>",
    '![x](https://elsewhere.example/x.png) ![y](javascript:pwn(81)) ![z](x"onerror="pwn(82))',
    '<https://elsewhere.example/"onmouseover="pwn(83)> <javascript:pwn(84)> <pwn@elsewhere.example"onclick=pwn(85)>',
    "<a href='javascript:pwn(86)' style='position:fixed;inset:0'>x</a><input autofocus onfocus=pwn(87)>",
)  # fmt: skip
BODY = "\n\n".join(
    (
        "A parcel.",
        *SHOWN,
        *PAYLOADS,
        *(f"[a link]({link}) <{link}>" for link in _LINKS),
        *_BLOCKS,
        "The end of the parcel.",
    )
)
_STANDINGS: tuple[dict[str, Any], ...] = (
    {},
    {"status": "withdrawn", "reason": ""},
    {"status": "superseded", "superseded_by": "MPC-2026-0001"},
    {"expires": "2026-04-30T00:00:00+05:30"},
)


def hostile_library() -> Library:
    """Return a library with an advisory for each payload, which it has in every text there is."""
    return library(*(_hostile(number, words) for number, words in enumerate(PAYLOADS, start=1)))


def _hostile(number: int, words: str) -> Any:  # noqa: ANN401
    standing = dict(_STANDINGS[(number - 1) % len(_STANDINGS)])
    if "reason" in standing:
        standing["reason"] = words
    web = "".join(words.split())
    return advisory(
        number,
        title=f"parcel {words}",
        summary=f"parcel {words}",
        body=BODY,
        severity=("critical", "low")[number % 2],
        contact=words if number % 2 else f"{web}@elsewhere.example",
        aliases=[f"{number} {words}"],
        revisions=[{"date": "2026-05-02T10:00:00+05:30", "summary": words}],
        actions=[{"who": ["courier"], "what": "block", "by": "2026-07-01T18:00:00+05:30", "text": words}],
        references=[{"title": words, "url": f"https://elsewhere.example/{web}"}],
        indicators=[{"type": kind, "value": words, "role": "lure"} for kind in IndicatorType],
        software=[{"vendor": f"{words} v", "product": words, "affected": words, "fixed": words, "cvss": words}],
        related=["MPC-2026-0001", "MPC-2026-0004"],
        translations=[] if number % 5 == 0 else [_hindi(words)],
        **standing,
    )


def _hindi(words: str) -> dict[str, Any]:
    return {"language": "hi", "title": f"पार्सल {words}", "summary": f"पार्सल {words}", "body": f"पार्सल\n\n{BODY}"}


def build_hostile_site(folder: Path) -> Path:
    """Build the hostile site below ``folder`` by the whole pipeline but for loading and lint; return its folder."""
    root = repository(folder / "tree", {})
    edition = Edition(root, load_settings(root), hostile_library(), ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "open_stored", lambda *_, **__: edition)
        pipeline.build(pipeline.Request(root, folder / "site", AS_OF))
    return (folder / "site").resolve()
