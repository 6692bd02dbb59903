# SPDX-License-Identifier: Apache-2.0
"""A body's reading: what is prose, what is code, and on which line each thing stands."""

from hypothesis import given
from hypothesis import strategies as st

from chetavani.lint.reading import CODE_MARK, read_body

BODY = """
पहला अनुच्छेद, with a [link *here*](https://a.example/ "t") and `code.example`.

## Head `x` *y*

> [!WARNING]
> quoted
> text

| a | b |
| --- | --- |
| c | d |

```
curl
cd
```

![alt](x.png) <b>bold</b> one\\.two a&amp;b
"""


def line_of(reading_line: int) -> str:
    return BODY.split("\n")[reading_line]


def test_prose_and_code_are_apart() -> None:
    reading = read_body(BODY)
    assert f"with a link here and {CODE_MARK}." in reading.prose.text
    assert "one.two a&b" in reading.prose.text
    assert "quoted\ntext" in reading.prose.text
    assert "a\nb\nc\nd\n" in reading.prose.text.replace("\n\n", "\n")
    assert reading.code.text.split() == ["code.example", "x", "curl", "cd"]
    assert "curl" not in reading.prose.text


def test_everything_has_its_line() -> None:
    reading = read_body(BODY)
    assert "link" in line_of(reading.line(reading.links[0].origin))
    assert "![alt]" in line_of(reading.line(reading.images[0]))
    assert "<b>" in line_of(reading.line(reading.html[0]))
    assert [(heading.level, heading.title) for heading in reading.headings] == [(2, f"Head {CODE_MARK} y")]
    for stretch, word in ((reading.prose, "text"), (reading.prose, "one.two"), (reading.code, "cd")):
        origin, below = stretch.place(stretch.text.index(word))
        assert word.replace(".", "\\.") in line_of(reading.line(origin) + below)


def test_html_block_is_one_place() -> None:
    assert len(read_body("<script>\nalert(1)\n</script>\n\ntext\n").html) == 1
    assert len(read_body("<!-- a\n\nb -->\n").html) == 1


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_body_is_read(body: str) -> None:
    reading = read_body(body)
    lines = body.count("\n")
    for stretch in (reading.prose, reading.code):
        for offset in range(len(stretch.text)):
            origin, below = stretch.place(offset)
            assert 0 <= reading.line(origin) + below <= lines + 1
