# SPDX-License-Identifier: Apache-2.0
"""Chat texts: they fit whatever the library is, say when a warning has ended, and are compared alike everywhere."""

import hashlib
import json
import random
import re
import subprocess
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.builders import ROOT, advisory, library
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, render, repository_library, revision

from chetavani.earlier import EarlierSite
from chetavani.edition import open_edition
from chetavani.errors import SiteError
from chetavani.model.advisory import Advisory
from chetavani.model.indicator import recognise
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import BuildContext, artifacts_of
from chetavani.outputs.chat import CHECK, ChatTexts, check_path, path_of
from chetavani.outputs.chat.compared import check_code, compared
from chetavani.outputs.chat.text import LONGEST
from chetavani.outputs.pages import AdvisoryPages
from chetavani.planning import context_of

_ASSETS = ROOT / "templates/theme/assets/chetavani"
_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
_BANNERS = {
    Standing.WITHDRAWN: "chat_withdrawn",
    Standing.SUPERSEDED: "chat_superseded",
    Standing.EXPIRED: "chat_expired",
}


def asked(*calls: tuple[Any, ...]) -> list[Any]:
    """Return what the functions of the script answer, in order."""
    node = (ROOT / ".venv/bin/node", ROOT / "tests/outputs/forward_judge.mjs", _ASSETS)
    done = subprocess.run(node, input=json.dumps(calls).encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answers: list[Any] = json.loads(done.stdout)
    return answers


def files(of: Library, given: BuildContext | None = None) -> dict[str, str]:
    """Return every file by its path."""
    parts = ChatTexts().plan(of, given or context(of))
    return {one.path: render(one).decode() for one in artifacts_of(parts)}


def text(*advisories: Advisory, language: str = "en") -> str:
    """Return the chat text of the first of ``advisories``."""
    return files(library(*advisories))[path_of(advisories[0].id, language)]


def records(told: str) -> list[dict[str, Any]]:
    """Return the records of a file for the page."""
    found: list[dict[str, Any]] = json.loads(told)["records"]
    return found


def check(of: Library) -> None:
    """Check every text and record of a library."""
    made, given = files(of), context(of)
    pages = {
        f"{given.settings.base_url}{one.path.removesuffix('index.html')}"
        for one in artifacts_of(AdvisoryPages().plan(of, given))
    }
    wanted = {(one.id, code) for one in of.public for code in one.languages}
    assert made.keys() == {path_of(*one) for one in wanted} | {check_path(one.id) for one in of.public}
    for advisory_id, language in wanted:
        said, card = made[path_of(advisory_id, language)], of.cards[advisory_id]
        standing, known = of.standing(card), json.loads(made[check_path(advisory_id)])
        assert len(said) <= LONGEST, advisory_id
        assert advisory_id in said
        assert "*1930*" in said
        assert said.endswith(f"{known['now'][language]}\n")
        assert known["chat"][language] == said
        assert pages.intersection(said.split())
        banner = given.wording[language][_BANNERS[standing]].partition("{")[0] if standing in _BANNERS else ""
        assert [
            word for word in _BANNERS.values() if f"*{given.wording[language][word].partition('{')[0]}" in said
        ] == ([_BANNERS[standing]] if standing in _BANNERS else [])
        assert said.find(banner) < said.find("\n\n", said.find("\n\n") + 2)
        (today,) = [
            one for one in known["records"] if one["code"] == known["now"][language] and one["language"] == language
        ]
        assert (today["text"], today["standing"]) == (compared(said), standing.value)
        body = said.rstrip("\n").rpartition("\n")[0]
        assert check_code(advisory_id, known["revision"], language, body) == today["code"]


def test_the_texts_of_the_library_of_everything_and_of_the_repository_are_good() -> None:
    for of in (full_library(), repository_library()):
        check(of)


def test_no_text_of_the_repository_has_anything_live_but_official_places() -> None:
    edition = open_edition(ROOT)
    of, given = edition.library, context_of(edition)
    listed = {one.value for card in of.public for one in of.advisory(card.id).indicators}
    for path, said in files(of, given).items():
        if path.startswith(CHECK):
            continue
        live = {one.value for one in recognise(said)} - given.official
        assert not live & listed, path
        assert {word.partition("://")[2].partition("/")[0] for word in said.split() if "://" in word} == {
            "chetavani.example"
        }, path


_words = st.text("abc दि🙂é<b>&\"'{}*_~` -", min_size=1, max_size=90).filter(str.strip)


@how(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits, st.lists(st.tuples(st.integers(0, 11), _words, st.integers(1, 30)), max_size=6))
def test_whatever_the_library_is_every_text_fits(
    world: World, edits: list[tuple[str, int, int]], written: list[tuple[int, str, int]]
) -> None:
    for edit in edits:
        world = edited(world, edit)
    for which, title, times in written:
        world = world.change(which, title=title * times, summary=title * times * 4, reason=title * times * 2)
    check(world.library())


def test_less_is_said_in_a_fixed_order_and_nothing_is_cut() -> None:
    brief = {"title": "A parcel never needs a fee", "message": "Hang up. Pay nobody."}
    acts = [{"who": ["courier"], "what": "block", "by": "2026-03-10T18:00:00+05:30", "text": "Block."}]
    given = {"card": brief, "actions": acts}
    whole = text(advisory(1, **given))
    assert advisory(1).summary in whole
    assert "Companies act by: 10 March 2026, 18:00 IST" in whole
    shorter = text(advisory(1, summary="long " * 150, **given))
    assert "long" not in shorter
    assert brief["message"] in shorter
    longer = text(
        advisory(1, title="title " * 60, summary="long " * 150, card={"message": "words " * 80}, actions=acts)
    )
    assert "long" not in longer
    assert "words" not in longer
    assert longer.count("title ") == 59
    last = text(advisory(1, title="title " * 200, summary="long " * 300))
    assert "title" not in last
    assert "Courier parcel scam" in last
    assert "Stop. Pay nothing" in last


def test_an_indicator_in_the_authors_words_is_never_live() -> None:
    said = text(
        advisory(1, summary="Callers name https://parcel.example/fee, fee.desk@example and parcel-desk.example.")
    )
    assert "hxxps://parcel[.]example/fee, fee.desk[at]example and parcel-desk[.]example." in said


def test_the_public_and_companies_have_their_deadlines() -> None:
    acts = [
        {"who": ["courier"], "what": "block", "by": "2026-03-10T18:00:00+05:30", "text": "Block."},
        {"who": ["courier"], "what": "hold", "by": "2026-03-09T18:00:00+05:30", "text": "Hold."},
        {"who": ["public"], "what": "monitor", "by": "2026-03-12T18:00:00+05:30", "text": "Look."},
    ]
    said = text(advisory(1, actions=acts, expires="2026-12-01T00:00:00+05:30"))
    assert (
        "Act by: 12 March 2026, 18:00 IST\nCompanies act by: 9 March 2026, 18:00 IST\nValid until: 1 December" in said
    )
    assert "मान्य: 1 दिसंबर 2026" in text(
        advisory(1, expires="2026-12-01T00:00:00+05:30", translations=[hindi(1)]), language="hi"
    )


def test_a_translation_of_an_older_revision_says_so() -> None:
    said = text(advisory(1, revisions=[revision(9, "Told more.")], translations=[hindi(1)]), language="hi")
    assert "संशोधन 1" in said
    assert "*MPC-2026-0001* · संशोधन 2 · 9 मई 2026" in said


def test_what_ended_says_so_at_the_top_and_what_stood_before_is_known() -> None:
    gone = {"status": "withdrawn", "reason": "It named a genuine shop.", "revisions": [revision(20, "Withdrawn.")]}
    said = text(advisory(1, **gone, translations=[hindi(1)]))
    assert "*WITHDRAWN: do not act on this warning*\nReason: It named a genuine shop." in said
    assert advisory(1).summary not in said
    assert "genuine shop" not in text(advisory(1, **gone, translations=[hindi(1)]), language="hi")
    old = advisory(1, status="superseded", superseded_by="MPC-2026-0002")
    assert "*REPLACED: there is a newer warning*\nThe newer one: MPC-2026-0002." in text(old, advisory(2))
    assert "MPC-2026-0002" not in text(old, advisory(2, tlp="AMBER"))
    expiring = advisory(1, expires="2026-05-24T20:00:00Z")
    stood = files(library(expiring, as_of=datetime(2026, 5, 1, tzinfo=UTC)))[path_of(expiring.id, "en")]
    assert "*EXPIRED: this warning was valid until 25 May 2026*" in text(expiring)
    assert compared(stood) in {one["text"] for one in records(files(library(expiring))[check_path(expiring.id)])}


def _earlier(made: dict[str, str], folder: Path) -> EarlierSite:
    for path, said in made.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(said, encoding="utf-8")
    return EarlierSite.read_from(folder, [CHECK])


def test_the_texts_of_earlier_revisions_come_from_the_site_before_and_are_never_forgotten(tmp_path: Path) -> None:
    path = check_path("MPC-2026-0001")
    told = [[], [revision(9, "More.")], [revision(9, "More."), revision(12, "Still more.")]]
    before, seen = EarlierSite(), set[tuple[int, str]]()
    for number, revisions in enumerate(told, start=1):
        of = library(advisory(1, summary=f"Wave {number}.", revisions=revisions))
        made = files(of, replace(context(of), earlier=before))
        found = {(one["revision"], one["code"]) for one in records(made[path])}
        assert seen < found
        assert len(found) == number
        seen = found
        before = _earlier(made, tmp_path / str(number))
        again = files(of, replace(context(of), earlier=before))
        assert again == made
    assert len({before.key(CHECK) for before in (EarlierSite.read_from(tmp_path / one, [CHECK]) for one in "123")}) == 3


def test_the_site_before_changes_the_keys_of_what_it_changes_alone(tmp_path: Path) -> None:
    of = full_library()
    made = files(of)
    given = replace(context(of), earlier=_earlier(made, tmp_path))
    plans = [list(ChatTexts().plan(of, one)) for one in (context(of), given)]
    assert all(one.key != other.key for one, other in zip(*plans, strict=True))
    keys = [{one.path: one.key for one in artifacts_of(plan)} for plan in plans]
    assert all((keys[0][path] == keys[1][path]) is not path.startswith(CHECK) for path in made if keys[0][path])


@pytest.mark.parametrize("content", [
    "no json", "[]", '{"version":2}', '{"version":1,"id":"MPC-2026-0002","records":[]}',
    '{"version":1,"id":"MPC-2026-0001","records":[{"language":"en"}]}',
    '{"version":1,"id":"MPC-2026-0001","records":[{"language":"en","revision":"1","date":"","standing":"","code":"","text":""}]}',
])  # fmt: skip
def test_a_damaged_site_before_is_refused(tmp_path: Path, content: str) -> None:
    of = library(advisory(1))
    before = _earlier({check_path("MPC-2026-0001"): content}, tmp_path)
    with pytest.raises(SiteError, match=r"chat/check/MPC-2026-0001\.json"):
        files(of, replace(context(of), earlier=before))


def test_the_code_is_what_the_page_of_documentation_says() -> None:
    said = "MPC-2026-0001\n2\nen\n*Stop.* It’s a – trick".replace("*Stop.* It’s a – trick", "Stop. It's a trick")
    number = int(hashlib.sha256(said.encode()).hexdigest()[:10], 16)
    wanted = ""
    for _ in range(8):
        number, digit = divmod(number, 32)
        wanted = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit] + wanted
    code = check_code("MPC-2026-0001", 2, "en", "*Stop.* It’s a – trick")
    assert code.replace("-", "") == wanted
    assert _CODE.fullmatch(code)
    for other in (("MPC-2026-0002", 2, "en"), ("MPC-2026-0001", 3, "en"), ("MPC-2026-0001", 2, "hi")):
        assert check_code(*other, "*Stop.* It’s a – trick") != code


_SAME = {
    "*Bold* _word_ ~gone~ `code`": "Bold word gone code", "**twice**, (_both_).": "twice, (both).",
    "> quoted\n> > twice": "quoted twice", "- item\n• item\n* item": "item item item", "a\r\nb\u2028c": "a b c",
    "१९३० पर": "1930 पर", "“smart” it’s — so": '"smart" it\'s so', "fi\u00a0x\u200d\ufeff": "fi x",
    "\uff11\uff19": "19", "🚨 Stop! 🙏🏽": "Stop!", "1\ufe0f\u20e39\ufe0f\u20e3": "19", "e\u0301": "é",
    "क\u093c": "क\u093c", "\u0958": "क\u093c",
    "under_score a*b https://a.example/_x": "under_score a*b https://a.example/_x", "": "",
    "… — !!": "",
}  # fmt: skip
_OTHER = (
    "Call 1930",
    "call 1930",
    "Call 1931",
    "Call1930",
    "Call 1930 \u202e0391",
    "Call \u200f1930",
    "Call ❶930",
    "Call 🅰930",
)


def test_what_chat_apps_do_makes_no_other_text_and_what_forgers_do_does() -> None:
    assert {one: compared(one) for one in _SAME} == _SAME
    assert len({compared(one) for one in _OTHER}) == len(_OTHER)


def _generated(seed: int) -> str:
    """Return a text of everything that people, apps and attackers put into messages."""
    dice = random.Random(seed)  # noqa: S311 - a test
    pools = (
        "abcXYZ019 ", "*_~`> -•\n\r", "“”‘’«»–—−…", "अआकखगडढि़ा्ंँ०१९।॥",
        "\u00a0\u2009\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u202a\u200f\u2067",
        "🚨🙏🏽👍❤️🇮🇳☎✅❶①⓪🅰💯", "éÅﬁ①½²Ⅷ㎏ｶﾞ가각",
        "!?.,:;()[]\"'/@#&%+=|<>{}$^\\",
        "\u0301\u0303\u093c\u0328\u20e3\ufe0f\ufe0e\u2028\u2029\x0b\x0c\x85\t",
    )  # fmt: skip
    pick = [dice.choice(dice.choice(pools)) for _ in range(dice.randrange(1, 120))]
    some = [
        chr(code)
        for code in (dice.randrange(0x20, 0x30000) for _ in range(30))
        if unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co"}
    ]
    dice.shuffle(some)
    return "".join([*pick, *some[: dice.randrange(12)]])


def test_the_compared_form_is_the_same_in_both_languages_and_of_itself() -> None:
    texts = [_generated(seed) for seed in range(1500)] + [*_SAME, *_OTHER]
    texts += [said for path, said in files(full_library()).items() if path.endswith(".txt")]
    mine = [compared(one) for one in texts]
    assert asked(*(("compared", one) for one in texts)) == mine
    assert len(set(mine)) > 1400


@how(max_examples=6, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), min_size=40, max_size=80))
def test_no_text_stops_the_scripts_and_any_is_compared_alike(texts: list[str]) -> None:
    assigned = ["".join(one for one in text if unicodedata.category(one) != "Cn") for text in texts]
    assert asked(*(("compared", one) for one in assigned)) == [compared(one) for one in assigned]
    answers = asked(*(("answer", f"{one} MPC-2026-0001 {one}", "MPC", _known()) for one in assigned))
    assert {one["state"] for one in answers} <= {"altered", "named"}


@cache
def _known() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(library(advisory(1)))[check_path("MPC-2026-0001")])
    return found


def test_a_word_put_in_taken_out_or_changed_anywhere_is_noticed() -> None:
    said = text(advisory(1))
    words = said.split()
    places = [at for at, word in enumerate(words) if compared(word) and 0 < at < len(words) - 1]
    forged = [" ".join([*words[:at], "EVIL", *words[at:]]) for at in places]
    forged += [" ".join([*words[:at], *words[at + 1 :]]) for at in places if words[at] != "*MPC-2026-0001*"]
    forged += [
        " ".join([*words[:at], words[at] + "x", *words[at + 1 :]]) for at in places if words[at] != "*MPC-2026-0001*"
    ]
    answers = asked(*(("answer", one, "MPC", _known()) for one in forged))
    assert {one["state"] for one in answers} == {"altered"}
    put_in = [[kind for kind, _ in one["parts"] if kind != "same"] for one in answers[: len(places)]]
    assert put_in == [["added"]] * len(places)
    assert all(["added", ["EVIL"]] in one["parts"] for one in answers[: len(places)])


def test_a_hostile_paste_takes_no_time() -> None:
    said = text(advisory(1))
    pastes = [
        "*(" * 10_000,
        "*" * 20_000 + "x",
        ">" * 20_000,
        f"{said} " * 19,
        "MPC-2026-0001 a " * 1200,
        "1/" * 9000,
        "M-P-C " * 3000,
    ]
    answers = asked(*(("answer", f"MPC-2026-0001 {one}", "MPC", _known()) for one in pastes))
    assert len(answers) == len(pastes)
