# SPDX-License-Identifier: Apache-2.0
"""A site with a history, what chat apps and forgers made of its chat texts, and the right answers."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.browser.check_world import POLICY
from tests.builders import repository, source, translation
from tests.judges.nginx import LISTEN, nginx
from tests.sites import AS_OF, build_site

_MORE = [{"date": "2026-05-09T10:00:00+05:30", "summary": "Told more."}]
_ACTIONS = [{"who": ["courier"], "what": "block", "by": "2026-03-20T18:00:00+05:30", "text": "Block the numbers."}]


class Site(NamedTuple):
    """Where the site is, and the chat texts of it and of the site before, by path."""

    folder: Path
    now: Mapping[str, str]
    before: Mapping[str, str]


def build_forward_site(folder: Path) -> Site:
    """Build the site before and the one after it below ``folder``."""
    before = _built(folder / "before", _first())
    after = _built(folder / "after", _second(), "--after", str(before.resolve()))
    return Site(after, _texts(after), _texts(before))


def _built(folder: Path, files: Mapping[str, str], *options: str) -> Path:
    return build_site(repository(folder / "tree", files), folder / "site", "--as-of", AS_OF, *options)


def _texts(site: Path) -> dict[str, str]:
    return {one.name.removesuffix(".txt"): one.read_text(encoding="utf-8") for one in (site / "chat").glob("*.txt")}


def _file(number: int, language: str = "") -> str:
    return f"advisories/2026/MPC-2026-{number:04d}{language}.md"


def _first() -> dict[str, str]:
    told = {number: source(number, actions=_ACTIONS) for number in (1, 2, 3, 4)}
    told[5] = source(5, expires="2026-05-25T00:00:00+05:30")
    files = {_file(number): text for number, text in told.items()}
    return files | {_file(number, ".hi"): translation(number) for number in (1, 2, 3)}


def _second() -> dict[str, str]:
    revised: Mapping[int, dict[str, Any]] = {
        2: {"summary": "Callers of the second wave ask for a gift card too.", "revisions": _MORE, "actions": _ACTIONS},
        3: {"status": "withdrawn", "reason": "It named a genuine courier.", "revisions": _MORE, "actions": _ACTIONS},
        4: {"status": "superseded", "superseded_by": "MPC-2026-0007", "revisions": _MORE, "actions": _ACTIONS},
        6: {"revisions": _MORE},
        7: {"published": "2026-05-09T10:00:00+05:30"},
    }
    files = _first() | {_file(number): source(number, **changes) for number, changes in revised.items()}
    hindi = {"translates": "2", "summary": "दूसरी लहर में फ़ोन करने वाले उपहार कार्ड भी माँगते हैं।"}
    return files | {_file(2, ".hi"): translation(2, **hindi)}


@contextmanager
def serving_forward(site: Path, home: Path) -> Iterator[str]:
    """Serve the site with nginx under a strict policy; give its address, with a closing /."""
    server = f'server {{ listen {LISTEN}; root {site}; charset utf-8; add_header Content-Security-Policy "{POLICY}"; }}'
    with nginx(home, server) as port:
        yield f"http://127.0.0.1:{port}/"


class Case(NamedTuple):
    """What is pasted on the page of a language, the answer, and what the page must show of it as somebody else's."""

    root: str
    text: str
    state: str
    shows: tuple[str, ...] = ()


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    return re.sub(r"[*_]", "", text)


def _doubled(text: str) -> str:
    return re.sub(r"[*_]", lambda mark: mark[0] * 2, text)


def _italic(text: str) -> str:
    return "\n".join(f"_{line}_" if line else line for line in text.splitlines())


def _wrapped(text: str) -> str:
    """Return the text broken after every third word, as old phones do."""
    words = text.split()
    return "\n".join(" ".join(words[at : at + 3]) for at in range(0, len(words), 3))


def _clever(text: str) -> str:
    return text.replace("'", "’").replace('"', "“").replace("-", "‑").replace(" ", "\u00a0")


def _unseen(text: str) -> str:
    return "\ufeff" + text.replace(" ", " \u200d").replace("\n", "\u200b\n") + "\u200e"


def _decorated(text: str) -> str:
    return "🚨🚨 " + text.replace("\n\n", " ❗\n\n👉🏽 ") + "🙏🙏"


def _devanagari(text: str) -> str:
    return text.translate({48 + digit: 0x966 + digit for digit in range(10)})


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _wide(text: str) -> str:
    """Return the text with its ASCII letters and digits in full width, as some keyboards write them."""
    return re.sub(r"[0-9A-Za-z]", lambda one: chr(ord(one[0]) + 0xFEE0), text)


_MANGLED: Mapping[str, Callable[[str], str]] = {
    "as it is": str, "quoted": _quoted, "in one line": _one_line, "marks gone": _plain, "marks doubled": _doubled,
    "all italic": _italic, "wrapped": _wrapped, "smart quotes and other dashes": _clever, "unseen characters": _unseen,
    "emoji": _decorated, "other digits": _devanagari, "decomposed": _decomposed, "full width": _wide,
    "forwarded": lambda text: f"Forwarded\n{text}", "forwarded often": lambda text: f"Forwarded many times\n\n{text}",
    "forwarded in Hindi": lambda text: f"कई बार फ़ॉरवर्ड किया गया\n{text}",
    "quoted, forwarded, in one line": lambda text: f"> Forwarded many times {_one_line(text)}",
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
}  # fmt: skip
_AROUND: Mapping[str, tuple[Callable[[str], str], tuple[str, ...]]] = {
    "exported": (lambda text: f"[28/11/26, 10:04] Ravi: {text}", ("Ravi:",)),
    "exported with seconds": (lambda text: f"28/11/2026, 10:04:09 PM - Asha Devi: {_one_line(text)}", ("Asha Devi:",)),
    "a greeting": (lambda text: f"Dear friends, good morning!\n{text}", ("Dear friends, good morning!",)),
    "please share": (lambda text: f"{text}\nPlease share with all your groups", ("Please share with all your groups",)),
    "greeting and request in Hindi": (lambda text: f"नमस्ते जी 🙏\n\n{text}\nसबको भेजिए", ("नमस्ते जी", "सबको भेजिए")),
    "a preview of the link": (
        lambda text: f"{text}\nParcel call number 1 - Chetavani\nchetavani.example", ("Parcel call number 1 Chetavani",)
    ),
    "a demand at its end": (lambda text: f"{text}\nPay Rs 99 to safe@example now", ("Pay Rs 99 to safe@example now",)),
}  # fmt: skip


def cases(site: Site) -> dict[str, Case]:
    """Return all cases; the English ones are asked on the English page, the Hindi ones on the Hindi page."""
    english, hindi = site.now["MPC-2026-0001.en"], site.now["MPC-2026-0001.hi"]
    found = {f"current, {name}": Case("", change(english), "current") for name, change in _MANGLED.items()}
    found |= {f"current in Hindi, {name}": Case("hi/", change(hindi), "current") for name, change in _MANGLED.items()}
    for name, (change, shows) in _AROUND.items():
        found[f"current with {name}"] = Case("", change(english), "current", shows)
    found["current with words around, in Hindi"] = Case(
        "hi/", f"सुनिए\n{_quoted(hindi)}\nआगे भेजें", "current", ("सुनिए", "आगे भेजें")
    )
    found["the Hindi text on the English page"] = Case("", hindi, "current")
    found["id in other letters"] = Case("", english.replace("MPC-2026-0001*", "mpc – 2026 – ०००१*"), "current")
    found["code in other letters"] = Case("", _lower_code(english), "current")
    return found | _stale(site) | _altered(site) | _foreign(site)


def _lower_code(text: str) -> str:
    head, _, code = text.rstrip("\n").rpartition(" ")
    return f"{head} {code.lower().replace('-', ' – ').replace('0', 'o').replace('1', 'l')}"


def _stale(site: Site) -> dict[str, Case]:
    before, now = site.before, site.now
    older = (
        now["MPC-2026-0006.en"]
        .replace("revision 2 · 9 May 2026", "revision 1 · 7 March 2026")
        .replace("wave 6", "wave six")
    )
    return {
        "corrected since": Case("", before["MPC-2026-0002.en"], "changed"),
        "corrected since, mangled": Case("", _quoted(_plain(before["MPC-2026-0002.en"])), "changed"),
        "corrected since, in Hindi": Case("hi/", before["MPC-2026-0002.hi"], "changed"),
        "corrected since, exported": Case(
            "hi/", f"[28/11/26, 10:04] Ravi: {before['MPC-2026-0002.hi']}", "changed", ("Ravi:",)
        ),
        "corrected text of today": Case("", now["MPC-2026-0002.en"], "current"),
        "corrected since, its text unknown": Case("", older, "old"),
        "withdrawn, as it was": Case("", before["MPC-2026-0003.en"], "withdrawn"),
        "withdrawn, as it was in Hindi": Case("hi/", _decorated(before["MPC-2026-0003.hi"]), "withdrawn"),
        "withdrawn, and says so": Case("hi/", now["MPC-2026-0003.hi"], "withdrawn"),
        "replaced, as it was": Case("", before["MPC-2026-0004.en"], "superseded"),
        "replaced, and says so": Case("hi/", now["MPC-2026-0004.en"], "superseded"),
        "expired, and says so": Case("", now["MPC-2026-0005.en"], "expired"),
        "only the number": Case("", "MPC-2026-0001", "named"),
        "only the link": Case("hi/", "https://chetavani.example/hi/advisories/MPC-2026-0001/", "named"),
        "only the number of a withdrawn one": Case("hi/", "mpc 2026 0003", "withdrawn"),
    }  # fmt: skip


def _altered(site: Site) -> dict[str, Case]:
    """Return forgeries: what a text has, what stands there instead, and what the page must show."""
    english, hindi = site.now["MPC-2026-0001.en"], site.now["MPC-2026-0001.hi"]
    link, fee = "https://chetavani-help.example/advisories/MPC-2026-0001/", "Pay the fee to refund.desk@example"
    order = "Police order: everybody must install safety.example today or pay a fine"
    told: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
        "another helpline": ("*1930*", "*+44 7700 900417*", ("+44 7700 900417", "1930")),
        "another link": ("https://chetavani.example/advisories/MPC-2026-0001/", link, (link,)),
        "a link with a mark in it": ("chetavani.example/adv", "chetavani_.example/adv", ("chetavani_.example",)),
        "a payee put in": ("*What to do now*", f"{fee}\n*What to do now*", (fee,)),
        "a not taken out": ("Pay nothing", "Pay", ("nothing",)),
        "another date": ("2 March 2026", "28 November 2026", ("28 November",)),
        "text that runs backwards": ("*1930*", "\u202e0391\u202c", ("[U+202E]0391",)),
        "a later revision than there is": ("revision 1", "revision 7", ("7",)),
    }
    hindi_told: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
        "another helpline in Hindi": ("*1930*", "*+44 7700 900417*", ("+44 7700 900417",)),
        "a line taken out": ("- रुकिए।", "-", ("रुकिए।",)),
        "a payee put in, in Hindi": ("*अब क्या करें*", "फ़ीस desk@example पर भेजें", ("desk@example",)),
    }
    found = {name: Case("", english.replace(old, new), "altered", shows) for name, (old, new, shows) in told.items()}
    for name, (old, new, shows) in hindi_told.items():
        found[name] = Case("hi/", hindi.replace(old, new), "altered", shows)
        found[f"{name}, mangled"] = Case("hi/", _quoted(_plain(found[name].text)), "altered", shows)
    stood = site.before["MPC-2026-0003.en"].replace("nothing", "something")
    return found | {
        "another code": Case("", re.sub(r"\S+\n$", "0000-0000", english), "altered", ("0000-0000",)),
        "our number under another text": Case("", f"MPC-2026-0001 {order}", "altered", (order,)),
        "a withdrawn one, altered": Case("", stood, "altered", ("something",)),
    }


def _foreign(site: Site) -> dict[str, Case]:
    english = site.now["MPC-2026-0001.en"]
    return {
        "no number": Case("", "Forwarded many times\nNever answer 777888, your phone will explode!", "foreign"),
        "no number in Hindi": Case("hi/", "यह संदेश दस लोगों को भेजिए, नहीं तो आपका खाता बंद हो जाएगा", "foreign"),
        "our text without its number": Case("", re.sub(r"MPC-2026-0001", "it", english), "foreign"),
        "another publisher's": Case("", english.replace("MPC-2026", "XYZ-2026"), "foreign"),
        "another publisher's, in Hindi": Case("hi/", "CVE-2021-44228 और CIAD-2026-0007 देखिए", "foreign"),
        "never published": Case("", english.replace("MPC-2026-0001", "MPC-2026-0999"), "unknown"),
        "never published, in Hindi": Case("hi/", "चेतावनी MPC-2031-0001: सबको भेजिए", "unknown"),
        "letters that only look like ours": Case("hi/", english.replace("MPC", "МРС"), "foreign"),
    }  # fmt: skip
