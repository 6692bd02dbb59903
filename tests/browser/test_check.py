# SPDX-License-Identifier: Apache-2.0
"""Check before you pay, in Chromium and Firefox, served by nginx: what is answered, what leaves the device."""

import json
import re
import subprocess
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Request
from playwright.sync_api import Page as Tab
from tests.axe import COLOURS, TAGS, violations
from tests.browser.check_world import CASES, EVERYTHING, PARTS, THREE, Case, build_check_site, serving_check
from tests.browser.hostile_world import PAYLOADS
from tests.builders import ROOT

pytestmark = pytest.mark.xdist_group("browser")

_LOOKED_UP = re.compile(
    r"lookup/v1/(?:meta\.json|official\.json|client\.js|[0-9a-f]\.json|cards/MPC-2026-000[12]\.json)"
)
_STATES = "[...document.querySelectorAll('#cv-check-answers > li')].map(one => one.dataset.state)"
_FITS = "document.scrollingElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the check's site is served."""
    folder = tmp_path_factory.mktemp("check")
    with serving_check(build_check_site(folder), folder / "nginx") as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Tab]:
    """A tab on a phone in which nothing moves."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def paste(tab: Tab, text: str) -> tuple[str | None, tuple[str, ...]]:
    """Paste ``text`` on the open page and press the button; return the verdict and the states of the answers."""
    tab.evaluate("document.getElementById('cv-check-result').dataset.verdict = ''")
    tab.fill("#cv-check-text", text)
    tab.click(".cv-check__submit")
    tab.locator("#cv-check-result[data-verdict]:not([data-verdict=''])").wait_for()
    return tab.get_attribute("#cv-check-result", "data-verdict"), tuple(tab.evaluate(_STATES))


def opened(tab: Tab, url: str) -> Tab:
    """Open the check and wait for its script."""
    tab.goto(url)
    tab.locator("#cv-check[data-ready]").wait_for()
    return tab


class Recorder:
    """Everything that a context sends: method, address, headers and body of each request."""

    def __init__(self, context: BrowserContext) -> None:
        self._requests: list[Request] = []
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self._requests.append(request)

    def sent(self) -> list[str]:
        """Return a text with all of each request."""
        return [f"{one.method} {one.url}\n{one.all_headers()}\n{one.post_data or ''}" for one in self._requests]

    def addresses(self) -> list[str]:
        """Return the addresses."""
        return [one.url for one in self._requests]


def given_away(sent: Iterable[str]) -> list[str]:
    """Return the requests in which there is a part of something typed."""
    return [one for one in sent if any(part.lower() in one.lower() for part in PARTS)]


def test_every_case_is_answered_and_nothing_leaves_but_prefixes(phone: Tab, checked: str) -> None:
    refused: list[str] = []
    phone.on("console", lambda message: refused.append(message.text))
    phone.on("pageerror", lambda error: refused.append(error.message))
    recorder = Recorder(phone.context)
    answers = {}
    for name, case in sorted(CASES.items(), key=lambda one: one[1].root):
        if phone.url != f"{checked}{case.root}check/":
            opened(phone, f"{checked}{case.root}check/")
        verdict, states = paste(phone, case.text)
        answers[name] = Case(case.root, case.text, verdict or "", states)
    assert answers == CASES
    asked = [url.removeprefix(checked) for url in recorder.addresses() if "/lookup/" in url]
    assert [path for path in asked if not _LOOKED_UP.fullmatch(path)] == []
    assert len({path for path in asked if re.fullmatch(r"lookup/v1/.\.json", path)}) > 3
    assert given_away(recorder.sent()) == []
    assert [url for url in recorder.addresses() if not url.startswith(checked)] == []
    assert phone.evaluate("[localStorage.length, sessionStorage.length, document.cookie, location.search]") == [
        0,
        0,
        "",
        "",
    ]
    assert refused == []


@pytest.mark.parametrize(
    "leak",
    [
        "fetch('/lookup/v1/meta.json?q=refund')", "fetch('/404.html', {headers: {'x-told': '900417'}})",
        "fetch('/404.html', {method: 'POST', body: 'to winner'})", "new Image().src = '/hdfcbank.png'",
    ],
)  # fmt: skip
def test_the_recorder_sees_a_planted_leak(phone: Tab, checked: str, leak: str) -> None:
    recorder = Recorder(phone.context)
    opened(phone, f"{checked}check/")
    assert given_away(recorder.sent()) == []
    with phone.expect_response(lambda answer: answer.url.startswith(checked)):
        phone.evaluate(f"() => {{ {leak} }}")
    assert len(given_away(recorder.sent())) == 1


@pytest.mark.parametrize(("root", "said"), [
    ("", ("UPI id refund.desk[at]example", "Parcel call number 1 that asks for a fee", "What to do now")),
    ("hi/", ("यूपीआई आईडी refund.desk[at]example", "पार्सल के नाम पर शुल्क माँगने वाली कॉल 1", "अब क्या करें")),
])  # fmt: skip
def test_a_listed_id_is_told_in_the_language_of_the_page(
    phone: Tab, checked: str, root: str, said: tuple[str, ...]
) -> None:
    opened(phone, f"{checked}{root}check/")
    paste(phone, THREE)
    told = phone.inner_text("#cv-check-answers")
    assert [one for one in said if one not in told] == []
    assert phone.locator("#cv-check-answers ol li").count() >= 2
    assert told.count(said[1]) == 1, "both of the first are named in one warning, which is shown once"
    assert phone.locator("#cv-check-answers a[href='tel:1930']").count() == 1
    assert "3" in phone.inner_text("#cv-check-status")
    phone.locator("#cv-check-answers a[data-slot=advisory]").first.click()
    phone.wait_for_url(f"{checked}{root}advisories/MPC-2026-0001/")
    phone.locator("#indicators").wait_for()


def test_the_end_of_a_warning_and_its_clearing_have_their_day(phone: Tab, checked: str) -> None:
    opened(phone, f"{checked}check/")
    paste(phone, "+447700900666 +447700900555")
    told = phone.inner_text("#cv-check-answers")
    assert "until 1 July 2026" in told
    assert "on 20 May 2026" in told
    assert "{" not in told


def test_a_listed_website_is_named_when_a_link_is_on_it(phone: Tab, checked: str) -> None:
    opened(phone, f"{checked}check/")
    paste(phone, CASES["block, a link on a listed website"].text)
    assert "parcel-release[.]example" in phone.inner_text("[data-slot=matched]")


def test_an_address_in_other_letters_is_shown_as_pasted_and_as_it_is(phone: Tab, checked: str) -> None:
    opened(phone, f"{checked}hi/check/")
    paste(phone, "http://पैसा.example/क gооdshop.example")
    told = phone.inner_text("#cv-check-answers")
    assert "gооdshop[.]example (xn--gdshop-wqfa[.]example)" in told
    assert "hxxp://पैसा[.]example/क (hxxps://xn--" in told


@pytest.mark.parametrize(("root", "text"), [("", EVERYTHING), ("hi/", EVERYTHING), ("", "nothing"), ("", "offline")])
def test_axe_finds_no_barrier_and_nothing_is_too_wide(phone: Tab, checked: str, root: str, text: str) -> None:
    opened(phone, f"{checked}{root}check/")
    if text == "offline":
        phone.route("**/lookup/v1/*.json", lambda route: route.abort())
    assert violations(phone, TAGS) == []
    paste(phone, f"{text} +44 7700 900999 https://{'long-' * 11}.example/{'x' * 300}" if text != "nothing" else text)
    assert violations(phone, TAGS) == []
    assert phone.evaluate(_FITS)
    phone.emulate_media(color_scheme="dark")
    assert violations(phone, COLOURS) == []


def test_what_cannot_be_asked_is_said_and_signs_are_told_all_the_same(phone: Tab, checked: str) -> None:
    opened(phone, f"{checked}check/")
    phone.route("**/lookup/**", lambda route: route.abort())
    refund = "Scan the code to get your refund"
    assert paste(phone, f"{refund} +447700900417") == ("stop", ("refund", "unavailable"))
    phone.unroute("**/lookup/**")
    phone.wait_for_timeout(1100)  # a site that failed is not asked again at once
    opened(phone, f"{checked}check/")
    assert paste(phone, f"{refund} +447700900417") == ("stop", ("refund", "hold"))


def test_a_keyboard_is_enough(phone: Tab, checked: str) -> None:
    opened(phone, f"{checked}check/")
    phone.locator("#cv-check-text").focus()
    phone.keyboard.type("refund.desk@example")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.locator("#cv-check-result[data-verdict=stop]").wait_for()
    assert phone.evaluate("document.activeElement.id") == "cv-check-verdict"
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert phone.evaluate("document.activeElement.getBoundingClientRect().top") < 80, "all of the answer is to be seen"
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.getAttribute('href')") == "tel:1930"
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"{checked}advisories/MPC-2026-0001/")
    opened(phone, f"{checked}check/")
    assert phone.input_value("#cv-check-text") == ""
    phone.locator("#cv-check-text").focus()
    phone.keyboard.type("+447700900777")
    phone.keyboard.press("Control+Enter")
    phone.locator("#cv-check-result[data-verdict=unknown]").wait_for()
    phone.click("#cv-check [type=reset]")
    assert phone.evaluate("[document.activeElement.id, document.activeElement.value]") == ["cv-check-text", ""]
    assert phone.locator("#cv-check-result").is_hidden()


def test_hostile_text_stays_text_whether_pasted_or_in_a_card(phone: Tab, checked: str) -> None:
    ran: list[str] = []
    phone.expose_function("pwn", lambda number: ran.append(str(number)))
    phone.on("dialog", lambda dialog: dialog.dismiss())
    steps = [*PAYLOADS]
    part = {"title": PAYLOADS[0], "message": " ".join(PAYLOADS), "do": steps, "link": "javascript:pwn(99)"}
    card = {"id": "MPC-2026-0001", "texts": {"en": part, "hi": part}}
    phone.route("**/cards/*.json", lambda route: route.fulfill(json=card))
    opened(phone, f"{checked}check/")
    before = phone.url
    for text in (*PAYLOADS[:8], " ".join(PAYLOADS), "".join(PAYLOADS).replace(" ", "/")):
        paste(phone, f"{text} https://chat.example/{text} {text}@elsewhere.example refund.desk@example")
    made = phone.evaluate(
        "[...new Set([...document.querySelectorAll('#cv-check-answers *')].map(one => one.localName))].sort()"
    )
    assert set(made) <= {"a", "circle", "code", "div", "h3", "h4", "li", "ol", "p", "path", "span", "svg"}
    links = phone.evaluate("[...document.querySelectorAll('#cv-check-answers a')].map(one => one.getAttribute('href'))")
    assert set(links) == {"tel:1930", "../advisories/MPC-2026-0001/"}
    assert phone.locator("#cv-check-answers ol li").all_inner_texts()[0] == PAYLOADS[0]
    assert phone.url == before
    assert ran == []


_LENS = """() => {
  window.seen = []
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ['qr_code'] }
    async detect(source) {
      const canvas = new OffscreenCanvas(8, 8), pen = canvas.getContext('2d')
      pen.drawImage(source, 0, 0, 8, 8)
      const [red, green] = pen.getImageData(4, 4, 1, 1).data
      return red > 200 && green < 60 ? [{ rawValue: 'upi://pay?pa=refund.desk@example&am=9' }] : []
    }
  }
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d')
  canvas.width = canvas.height = 64
  window.paint = (colour) => { pen.fillStyle = colour; pen.fillRect(0, 0, 64, 64) }
  setInterval(() => paint(window.shown ?? 'white'), 40)
  navigator.mediaDevices.getUserMedia = async () => {
    if (window.forbidden) throw new DOMException('no', 'NotAllowedError')
    const stream = canvas.captureStream()
    window.seen.push(...stream.getTracks())
    return stream
  }
}"""
_TRACKS = "window.seen.map(one => one.readyState)"


def test_a_code_is_read_by_the_camera_which_is_off_afterwards(phone: Tab, checked: str) -> None:
    phone.add_init_script(f"({_LENS})()")
    opened(phone, f"{checked}check/")
    camera = phone.locator("#cv-check-camera")
    for key in ("Enter", "Escape"):
        camera.click()
        phone.wait_for_function("window.seen.some(one => one.readyState === 'live')")
        assert phone.evaluate("document.activeElement.id") == "cv-check-stop"
        phone.keyboard.press(key)
        phone.locator("#cv-check-viewer").wait_for(state="hidden")
        phone.wait_for_function("window.seen.every(one => one.readyState === 'ended')")
        phone.wait_for_function("document.activeElement.id === 'cv-check-camera'")
    camera.click()
    phone.wait_for_function("window.seen.length === 3")
    phone.evaluate("window.shown = 'red'")
    phone.locator("#cv-check-result[data-verdict=stop]").wait_for()
    assert phone.evaluate(_TRACKS) == ["ended"] * 3
    assert phone.locator("#cv-check-viewer").is_hidden()
    assert phone.evaluate("document.activeElement.id") == "cv-check-verdict"
    phone.evaluate("window.forbidden = true")
    camera.click()
    phone.wait_for_function("document.getElementById('cv-check-status').textContent.includes('camera cannot be used')")


_PAINTED = """colour => {
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d')
  pen.fillStyle = colour
  pen.fillRect(0, 0, 400, 400)
  return canvas.toDataURL()
}"""


def test_a_code_is_read_from_a_picture(phone: Tab, checked: str, tmp_path: Path) -> None:
    phone.add_init_script(f"({_LENS})()")
    opened(phone, f"{checked}check/")
    for colour, said in (("white", "No QR code was found"), ("red", "1 thing checked")):
        address = phone.evaluate(_PAINTED, colour)
        picture = tmp_path / f"{colour}.png"
        with phone.expect_file_chooser() as chosen:
            phone.click("#cv-check-picture")
        picture.write_bytes(b64decode(address.partition(",")[2]))
        chosen.value.set_files(picture)
        phone.wait_for_function(
            "said => document.getElementById('cv-check-status').textContent.includes(said)", arg=said
        )
    assert phone.get_attribute("#cv-check-result", "data-verdict") == "stop"


def test_where_no_code_can_be_read_nothing_is_offered_for_it(phone: Tab, checked: str) -> None:
    opened(phone, f"{checked}check/")
    phone.wait_for_timeout(100)
    assert phone.locator("#cv-check-camera").is_hidden()
    assert phone.locator("#cv-check-picture").is_hidden()
    assert phone.locator("#cv-check-file").is_hidden()


@pytest.mark.parametrize("root", ["", "hi/"])
def test_without_a_script_the_page_says_how_to_report(browser: Browser, checked: str, root: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(f"{checked}{root}check/")
    assert "cybercrime.gov.in" in tab.inner_text(".cv-without-script")
    assert tab.locator("article a[href='tel:1930']").is_visible()
    assert tab.locator("#cv-check").is_hidden()
    tab.goto(f"{checked}{root}")
    tab.locator(".cv-home__check a").click()
    assert tab.url == f"{checked}{root}check/"
    context.close()


def test_without_the_page_s_script_nothing_typed_is_sent_either(phone: Tab, checked: str) -> None:
    recorder = Recorder(phone.context)
    phone.route("**/check-page.js", lambda route: route.abort())
    phone.goto(f"{checked}check/")
    assert phone.locator(".cv-check__old").is_visible()
    phone.fill("#cv-check-text", THREE)
    phone.click(".cv-check__submit")
    phone.wait_for_url(f"{checked}check/?")
    assert phone.input_value("#cv-check-text") == ""
    assert given_away(recorder.sent()) == []


def test_a_browser_of_some_years_ago_will_do(phone: Tab, checked: str) -> None:
    phone.add_init_script("delete AbortSignal.timeout")
    opened(phone, f"{checked}check/")
    assert paste(phone, "refund.desk@example") == ("stop", ("block",))


def test_firefox_answers_the_same_and_tells_no_more(checked: str) -> None:
    cases = {name: CASES[name]._asdict() for name in sorted(CASES, key=lambda name: CASES[name].root)}
    folder = ROOT / ".tools/npm/node_modules"
    script = (ROOT / ".venv/bin/node", ROOT / "tests/browser/check_firefox.mjs", folder, checked)
    done = subprocess.run(script, input=json.dumps(cases), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    answers = {
        name: Case(**answer)._replace(states=tuple(answer["states"])) for name, answer in told["answers"].items()
    }
    assert answers == CASES
    assert "firefox" in told["browser"]
    paths = [one.partition("\n")[0].removeprefix(checked) for one in told["sent"]]
    assert [path for path in paths if "lookup" in path and not _LOOKED_UP.fullmatch(path)] == []
    assert len(paths) > 20
    assert given_away(told["sent"]) == []
    assert {one.split("\n")[1] for one in told["sent"]} == {"GET"}, "which has no body"
