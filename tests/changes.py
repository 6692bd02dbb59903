# SPDX-License-Identifier: Apache-2.0
"""What is done to a repository that changes: an edit of its advisories or of what is around them, each by a name."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml
from tests.builders import ARTICLE, BODY, HINDI_BODY
from tests.changing import SHEET, TIMES, Changing, Texts

from chetavani.governance.policy import Role
from chetavani.governance.signing import Filing, signature
from chetavani.governance.statement import Statement
from chetavani.templating import shipped_templates


def _one(world: Changing, number: int) -> str:
    names = sorted(world.told)
    return names[number % len(names)]


def _free(world: Changing, number: int) -> str:
    year = 2025 + number % 2
    return next(key for at in range(1, 999) if (key := f"MPC-{year}-{at + number % 5:04d}") not in world.told)


def _start(key: str) -> str:
    return f"{key.split('-')[1]}-03-01T11:00:00+05:30"


def _add(world: Changing, one: int, other: int) -> None:
    key = _free(world, one)
    related = [_one(world, other)] if world.told and other % 3 else []
    world.told[key] = {"published": _start(key), "title": f"A trick of {one} and {other}", "related": related}


def _title(world: Changing, one: int, other: int) -> None:
    world.told[_one(world, one)]["title"] = f"Title of another {other} days"


def _summary(world: Changing, one: int, other: int) -> None:
    world.told[_one(world, one)]["summary"] = f"They ask for a fee of {other} rupees."


def _body(world: Changing, one: int, other: int) -> None:
    more = f"They have called {other} times, see [more](../{_one(world, other)}/)."
    world.told[_one(world, one)]["body"] = f"{BODY}\n{more}\n"


def _facets(world: Changing, one: int, other: int) -> None:
    given = world.told[_one(world, one)]
    given["severity"] = ("low", "high", "critical")[other % 3]
    given["fraud_types"] = [["lottery"], ["courier-parcel"], ["lottery", "fake-loan-app"]][other % 3]
    given["sectors"] = [["public"], ["courier", "public"], ["banking"]][other % 3]


def _hindi(world: Changing, one: int, other: int) -> None:
    """Add a translation, or edit the one that is there."""
    world.hindi[_one(world, one)] = {"title": f"चाल {other}", "body": HINDI_BODY + f"\n{other} बार।\n"}


def _no_hindi(world: Changing, one: int, _other: int) -> None:
    world.hindi.pop(_one(world, one), None)


def _swap_hindi(world: Changing, one: int, other: int) -> None:
    """Give two advisories each other's translations, by renaming files: sizes and times stay those of the texts."""
    names = [_one(world, one), _one(world, other)]
    if names[0] == names[1] or not all(name in world.hindi for name in names):
        return
    world.write()
    first, second = (world.path(name, ".hi") for name in names)
    aside = first.with_name(".aside")
    first.rename(aside)
    second.rename(first)
    aside.rename(second)
    world.hindi[names[0]], world.hindi[names[1]] = world.hindi[names[1]], world.hindi[names[0]]
    world._written |= {str(path): path.read_text(encoding="utf-8") for path in (first, second)}
    # what the texts say by default depends on the number in the id: tell it in full
    for name, path in zip(names, (first, second), strict=True):
        world.hindi[name] = _parsed(path)


def _parsed(path: Path) -> Texts:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    given: Texts = yaml.safe_load(head)
    return {**given, "body": body}


def _revise(world: Changing, one: int, other: int) -> None:
    given = world.told[_one(world, one)]
    before = given.get("revisions", [])
    when = f"2026-04-{1 + len(before) % 28:02d}T10:00:00+05:30"
    given["revisions"] = [*before, {"date": when, "summary": f"Told more: {other}."}]


def _end(world: Changing, one: int, other: int) -> None:
    """Withdraw, supersede or restore an advisory."""
    key, newer = _one(world, one), _one(world, other)
    given = world.told[key]
    for name in ("status", "reason", "superseded_by"):
        given.pop(name, None)
    if _is_draft(key):
        given["status"] = "draft"
        return
    if other % 3 == 0:
        return
    _revise(world, one, other)
    if other % 3 == 1:
        given.update(status="withdrawn", reason="It was genuine.")
    else:
        given.update(status="superseded", superseded_by=newer)


def _is_draft(key: str) -> bool:
    return key.startswith("MPC-0000")


def _time(world: Changing, one: int, other: int) -> None:
    """Let an advisory expire, or ask for something, at one of the times as of which the site is built."""
    given = world.told[_one(world, one)]
    when = TIMES[other % len(TIMES)].isoformat()
    if other % 2:
        given["expires"] = when
    else:
        given["actions"] = [{"who": ["courier"], "what": "block", "by": when, "text": "Block the callers."}]


def _renumber(world: Changing, one: int, other: int) -> None:
    """Give an advisory another number, or publish a draft; whoever mentions it follows."""
    old = _one(world, one)
    new = _free(world, other)
    given = world.told.pop(old)
    if _is_draft(old):
        given.pop("status", None)
    world.told[new] = {**given, "published": _start(new)}
    for held in (world.hindi, world.sheets):
        if old in held:
            held[new] = held.pop(old)
    _mentions(world, old, new)


def _delete(world: Changing, one: int, other: int) -> None:
    """Delete an advisory: with every mention of it, or carelessly."""
    if len(world.told) < 2:
        return
    key = _one(world, one)
    del world.told[key]
    world.hindi.pop(key, None)
    if other % 5:
        world.sheets.pop(key, None)
    if other % 4:
        _mentions(world, key, "")


def _mentions(world: Changing, old: str, new: str) -> None:
    for given in world.told.values():
        related = [new if name == old else name for name in given.get("related", [])]
        given["related"] = [name for name in related if name]
        if given.get("superseded_by") == old:
            given["superseded_by"] = new
            if not new:
                given.pop("superseded_by")
                given["status"] = "published"
        if "body" in given:
            given["body"] = given["body"].replace(f"../{old}/", f"../{new}/" if new else "https://1930.example/")


def _draft(world: Changing, one: int, other: int) -> None:
    """Write a draft, edit it, or throw it away."""
    key = f"MPC-0000-0000-{'abc'[one % 3]}"
    if key in world.told and other % 3 == 0:
        del world.told[key]
        world.hindi.pop(key, None)
        world.sheets.pop(key, None)
    else:
        world.told[key] = {"status": "draft", "published": None, "title": f"Draft of {other}"}


def _tlp(world: Changing, one: int, other: int) -> None:
    world.told[_one(world, one)]["tlp"] = ("CLEAR", "GREEN", "AMBER")[other % 3]


def _relate(world: Changing, one: int, other: int) -> None:
    key, to = _one(world, one), _one(world, other)
    world.told[key]["related"] = [] if key == to else [to]


def list_an_indicator(world: Changing, one: int, other: int) -> None:
    """List an indicator that other advisories may list too, and that may stop to hold."""
    indicator = {"type": "phone", "value": f"+44770090040{other % 3}", "role": "caller"}
    if other % 2:
        indicator["expires"] = TIMES[other % len(TIMES)].isoformat()
    world.told[_one(world, one)]["indicators"] = [indicator]


def _sheet(world: Changing, one: int, other: int) -> None:
    """List in a sheet what other sheets and advisories may list too, for some time or until it is cleared."""
    lines = world.sheets.setdefault(_one(world, one), {})
    for number in range(one, one + 1 + other % 7):
        value = (f"+44770090040{number % 10}", f"+447700900{410 + number}", f"fee.{number}@example")[number % 3]
        end = TIMES[other % len(TIMES)].isoformat() if number % 2 else ""
        cleared = "2026-05-30T00:00:00Z,Nobody's" if number % 5 == other % 5 else ","
        kind, role = ("upi", "payee") if "@" in value else ("phone", "caller")
        lines[value] = f"{kind},{value},{role},2026-05-{1 + other % 28:02d},{end},{cleared}"


def _shorten_sheet(world: Changing, one: int, other: int) -> None:
    """Take lines out of a sheet, or all of it away."""
    key = _one(world, one)
    lines = world.sheets.get(key, {})
    for value in sorted(lines)[:: 1 + other % 3]:
        del lines[value]
    if not lines or other % 5 == 0:
        world.sheets.pop(key, None)


def _break_sheet(world: Changing, one: int, other: int) -> None:
    """Spoil a line of a sheet, for as long as nobody takes it out."""
    wrong = ("phone,none,caller,,,,", "phone", '"', "=1,+447700900400,caller,,,,", "phone,+447700900499,caller,no,,,")
    if lines := world.sheets.get(_one(world, one)):
        lines["wrong"] = wrong[other % len(wrong)]


def _copy(world: Changing, one: int, _other: int) -> None:
    """Leave a second file of the same id where it must not be; the next write does not know of it."""
    path = world.path(_one(world, one))
    target = path.parent.parent / "copies" / path.name
    if path.exists():
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)


def _break(world: Changing, one: int, other: int) -> None:
    """Spoil a file; the next write of other text to it mends it."""
    path = world.path(_one(world, one))
    text = ("---\nid: [\n---\n", "no front matter\n", "---\ntitle: \x00\n---\n", "")[other % 4]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _touch(world: Changing, one: int, _other: int) -> None:
    path = world.path(_one(world, one))
    if path.exists():
        os.utime(path, (1_700_000_000 + one, 1_700_000_000 + one))


def _same_again(world: Changing, one: int, _other: int) -> None:
    """Replace a file by one of the same bytes."""
    path = world.path(_one(world, one))
    if path.exists():
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)


def same_size(world: Changing, one: int, other: int) -> None:
    """Edit a file in place so that its size, inode and time of change stay as they were."""
    world.write()
    key = _one(world, one)
    path = world.path(key)
    if path.exists():
        stat = path.stat()
        given = world.told[key]
        text = given.get("body", BODY)
        given["body"] = text.replace("e", "o", 1 + other % 7) if "e" in text else text.replace("o", "e")
        world.write()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


EDITS = (
    _add, _title, _summary, _body, _facets, _hindi, _no_hindi, _swap_hindi, _revise, _end, _time, _renumber, _delete,
    _draft, _tlp, _relate, list_an_indicator, _sheet,
    _shorten_sheet, _break_sheet, _copy, _break, _touch, _same_again, same_size,
)  # fmt: skip
"""Edits of advisories: functions of a repository and two numbers, which say of what."""


def _settings(world: Changing, one: int, _other: int) -> None:
    path = world.root / "chetavani.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in (_SETTINGS[one % len(_SETTINGS)], _SETTINGS[one % len(_SETTINGS)][::-1]):
        if old in text:
            path.write_text(text.replace(old, new), encoding="utf-8")
            return


_SETTINGS = (
    ("entries = 50", "entries = 2"),
    ('time_zone = "Asia/Kolkata"', 'time_zone = "Pacific/Kiritimati"'),
    ('base_url = "https://', 'base_url = "http://'),
)


def _page(world: Changing, one: int, other: int) -> None:
    """Edit, add or delete a page of the knowledge base."""
    extra = world.root / "docs/guide/another.md"
    if one % 2:
        world.put("docs/guide/first-hour.md", ARTICLE + ("\nAnd tell somebody.\n" if other % 2 else ""))
    elif extra.exists():
        extra.unlink()
    else:
        text = ARTICLE.replace("first hour", "next hour").replace("alternate: hi/guide/first-hour/\n", "")
        world.put("docs/guide/another.md", text)


OWN_TEMPLATES = {
    "templates/wording/en.toml": 'published = "First said"\n',
    "templates/home.html.jinja": (shipped_templates() / "home.html.jinja").read_text(encoding="utf-8")
    + "<p>ours</p>\n",
    "templates/theme/partials/notice.html": "<p>another notice</p>\n",
}


def _template(world: Changing, one: int, _other: int) -> None:
    """Put a template of the repository's own in place, or take it away."""
    name = sorted(OWN_TEMPLATES)[one % len(OWN_TEMPLATES)]
    if (world.root / name).exists():
        (world.root / name).unlink()
    else:
        world.put(name, OWN_TEMPLATES[name])


def _official(world: Changing, one: int, other: int) -> None:
    """Say of numbers that advisories may list that they are official."""
    world.put("official-domains.txt", f"+44770090040{one % 3}\n+44770090040{other % 3}\n")


@cache
def _keys() -> Path:
    """Return a folder with keys of people who approve, and of one who does not."""
    folder = Path(tempfile.mkdtemp(prefix="chetavani-keys-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in ("asha", "ravi", "stranger"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    return folder


def _approve(world: Changing, one: int, other: int) -> None:
    """Let somebody approve an advisory as it is, in a cell that warns of what is not approved."""
    key, who = _one(world, one), ("asha", "ravi")[other % 2]
    _rule(world, 0, 0)
    there = [path for end in (".md", ".hi.md", SHEET) if (path := world.path(key, "").with_name(key + end)).is_file()]
    files = {path.relative_to(world.root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in there}
    if files and not _is_draft(key):
        revision = 1 + len(world.told[key].get("revisions", ()))
        made = Statement(key, revision, TIMES[other % len(TIMES)], who, Role.APPROVE, files)
        signer = "stranger" if other % 11 == 0 else who
        Filing(world.root, made, signature(made, (), _keys() / signer))


def _rule(world: Changing, one: int, other: int) -> None:
    """Say who may approve, with which keys; or that nobody need."""
    people = [
        f'[[people]]\nname = "{who}"\nprincipal = "{who}"\nmay = ["approve"]\nuntil = 2026-12-{31 - other % 30}\n'
        for who in ("asha", "ravi")
    ]
    mode = "off" if one % 5 == 4 else "warn"
    world.put("governance/policy.toml", "\n".join([f'mode = "{mode}"', f"approvals = {1 + one % 2}", *people]))
    lines = [f"{who} {(_keys() / who).with_suffix('.pub').read_text('utf-8')}" for who in ("asha", "ravi")]
    world.put("governance/allowed_signers", "".join(lines[: 2 - (other % 3 == 2)]))


def _spoil_approval(world: Changing, one: int, other: int) -> None:
    """Take a file of approvals away, or change it."""
    found = sorted(path for path in (world.root / "approvals").glob("*/*") if path.is_file())
    if not found:
        return
    path = found[one % len(found)]
    if other % 2:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"approve", b"write  "))


AROUND = (_settings, _page, _template, _official, _approve, _rule, _spoil_approval)
"""Edits of what is around the advisories."""
