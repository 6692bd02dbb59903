# SPDX-License-Identifier: Apache-2.0
"""Titles: those that differ in one word always meet, unless they are in a crowd."""

import random
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from chetavani.lint import MOST, judge
from chetavani.lint.clusters import Claim
from chetavani.lint.identity import alike, title_keys, words_of

WORDS = st.lists(st.text("abcdef", min_size=1, max_size=6), min_size=2, max_size=14, unique=True)
SYLLABLES = ("ba", "cor", "di", "fen", "gul", "ham", "jo", "kit", "lam", "mo", "ner", "pi", "rus", "sat", "tel", "vo")


def made_titles(count: int) -> list[str]:
    dice = random.Random(3)  # noqa: S311 - the same titles every time
    words = sorted({"".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(600)})
    return [" ".join(dice.sample(words, dice.randint(6, 12))) for _ in range(count)]


def claimed(number: int, key: str, title: str) -> Claim:
    name = f"MPC-2026-{number:06d}"
    return Claim(
        "title-third", key, f"advisories/2026/{name}.md", 3, "title", name, title, is_draft=False, is_refused=False
    )


def clusters_of(written: Iterable[str]) -> dict[str, list[Claim]]:
    clusters: dict[str, list[Claim]] = {}
    for number, title in enumerate(written):
        for key in title_keys(words_of(title)):
            clusters.setdefault(key, []).append(claimed(number, key, title))
    return clusters


MANY = made_titles(3000)
CLUSTERS = clusters_of(MANY)


@given(WORDS, st.integers(0, 13), st.text("abcdefgh", max_size=7))
def test_titles_that_differ_in_one_word_meet(words: list[str], place: int, other: str) -> None:
    place %= len(words)
    new = [other] if other else []
    for edited in ([*words[:place], *new, *words[place + 1 :]], [*words[:place], *new, *words[place:]]):
        assert set(title_keys(words)) & set(title_keys(edited))


@given(st.integers(0, len(MANY) - 1), st.integers(0, 11), st.sampled_from(["s", "ed", "", None]))
def test_an_edited_copy_is_found_among_thousands(number: int, place: int, ending: str | None) -> None:
    words = MANY[number].split()
    place %= len(words)
    words[place : place + 1] = [] if ending is None else [words[place].upper() + ending]
    title = " ".join(words)
    found = set()
    for key in title_keys(words_of(title)):
        claim = claimed(len(MANY), key, title)
        found |= {one for one in judge("title-third", [*CLUSTERS.get(key, []), claim]) if one.path == claim.path}
    same = words_of(title) == words_of(MANY[number])  # another cluster's affair
    assert bool(found) == (not same and alike(words_of(title), words_of(MANY[number])))
    assert all(MANY[number] in finding.message for finding in found)


def test_in_a_crowd_titles_are_not_compared() -> None:
    crowd = [claimed(number, "k", title) for number, title in enumerate(made_titles(MOST["title-third"] - 1))]
    pair = ["Offers of gold that nobody ever delivers", "Offers of golds that nobody ever delivers"]
    copies = [claimed(number, "k", title) for number, title in enumerate(pair, len(crowd))]
    for others in ((), crowd[1:]):
        assert {finding.path for finding in judge("title-third", [*others, *copies])} == {copies[1].path}
    assert judge("title-third", [*crowd, *copies]) == ()


def test_the_same_words_are_found_in_any_crowd() -> None:
    same = [claimed(number, "k", "Offers of gold")._replace(kind="title") for number in range(100)]
    assert len(judge("title", same)) == len(same) - 1
