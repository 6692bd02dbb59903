# SPDX-License-Identifier: Apache-2.0
"""Versions as an author writes them: every range is read as it was meant, or refused with what is wrong."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chetavani.model.versions import Release, Span, releases_of, spans_of

versions = st.from_regex(r"[0-9A-Za-z][0-9A-Za-z._+~:-]{0,8}", fullmatch=True)
exact = st.builds(Span, exact=versions)
from_on = st.builds(Span, low=versions, above=st.booleans())
up_to = st.builds(Span, high=versions, below=st.booleans())
between = st.builds(Span, low=versions, above=st.booleans(), high=versions, below=st.booleans()).filter(
    lambda span: span.low != span.high
)
spans = st.one_of(exact, from_on, up_to, between)


@pytest.mark.parametrize(("text", "read"), [
    ("< 2", (Span(high="2", below=True),)),
    ("<=2.4.4-p8", (Span(high="2.4.4-p8"),)),
    ("> 1.0, <= 9.1R18", (Span(low="1.0", above=True, high="9.1R18"),)),
    ("<= 3, >= 2", (Span(low="2", high="3"),)),
    ("= 1.2", (Span(exact="1.2"),)),
    (">= 1.0.1, < 1.0.1g || = 1.0.2-beta1", (Span(low="1.0.1", high="1.0.1g", below=True), Span(exact="1.0.2-beta1"))),
    ("< 2 || > 3", (Span(high="2", below=True), Span(low="3", above=True))),
])  # fmt: skip
def test_a_range_is_read(text: str, read: tuple[Span, ...]) -> None:
    assert spans_of(text) == read


@pytest.mark.parametrize(("text", "wrong"), [
    ("", "no bound"), ("before 2", "no bound"), ("1.2", "no bound"), ("all versions", "no bound"),
    (">= 1 < 2", "no bound"), (">= ", "no bound"), ("< 2 ||", "no bound"), (">= १", "no bound"), ("< 2;", "no bound"),
    (">= 1, > 2", "contradict"), ("= 1, < 2", "contradict"), ("< 2, = 1", "contradict"), ("= 1, = 2", "contradict"),
    (">= 1, < 1", "write = 1"), ("< 2 || <= 3", "begin nowhere"), ("> 1 || >= 2", "end nowhere"),
    (">= 1, < 2 || >= 1, < 2", "twice"), ("= 1 || = 1", "twice"),
])  # fmt: skip
def test_what_is_no_range_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        spans_of(text)


@given(spans)
def test_a_span_is_read_as_it_is_written(span: Span) -> None:
    assert spans_of(span.text()) == (span,)


@given(st.lists(between | exact, min_size=1, max_size=5, unique=True))
def test_spans_are_read_as_they_are_written(given: list[Span]) -> None:
    assert spans_of(" || ".join(span.text() for span in given)) == tuple(given)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    read: tuple[Span, ...] = ()
    with suppress(ValueError):
        read = spans_of(text)
    assert not read or spans_of(" || ".join(span.text() for span in read)) == read


@given(spans)
def test_constraints_are_unique_and_hold_no_mark_of_their_notation(span: Span) -> None:
    parts = span.constraints().split("|")
    bare = [part.lstrip("<>=") for part in parts]
    assert len(bare) == len(set(bare)) <= 2
    assert all(part.isascii() and not set(part) & set("<>=!*|,+ ") for part in bare)


@pytest.mark.parametrize(("text", "read"), [
    ("1.4", (Release("1.4"),)),
    ("v2.0.", (Release("v2.0"),)),
    ("2.17.1, 2.12.4 (Java 7, Java 8)", (Release("2.17.1"), Release("2.12.4", "(Java 7, Java 8)"))),
    ("5.6.2; or a release before 5.6.0", (Release("5.6.2", "or a release before 5.6.0"),)),
    ("6.4.0, together with a change", (Release("6.4.0", "together with a change"),)),
    ("11.0.3 (none for 8.5), and later", (Release("11.0.3", "(none for 8.5), and later"),)),
    ("1.0)), 2.0", (Release("1.0", "))"), Release("2.0"))), ("see the notice", ()), ("", ()), ("none, yet", ()),
])  # fmt: skip
def test_releases_are_found(text: str, read: tuple[Release, ...]) -> None:
    assert releases_of(text) == read


@given(st.lists(versions.filter(lambda one: one[0].isdigit()), min_size=1, max_size=4))
def test_every_release_is_found(given: list[str]) -> None:
    assume(not any(one.endswith(".") for one in given))
    assert [one.version for one in releases_of(", ".join(given))] == given
