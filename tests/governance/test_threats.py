# SPDX-License-Identifier: Apache-2.0
"""What somebody could try to get an advisory out that two people have not approved, and what is said of it.

Each test has the name that the threat model gives it. Keys and signatures are real ones of OpenSSH's.
"""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import source
from tests.governance.cell import HINDI, ID, ORIGINAL, SHEET, SIGNED, Cell, make_keys

from chetavani.governance.statement import FOLDER
from chetavani.model.finding import Level


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def cell(keys: Path, tmp_path: Path) -> Cell:
    return Cell(tmp_path, keys)


def only(cell: Cell, code: str) -> str:
    """Return the message of the one finding of a code; there must be one, an error that says what to do."""
    found = [one for one in cell.findings() if one.code == code]
    assert len(found) == 1, cell.findings()
    assert found[0].level is Level.ERROR
    assert found[0].message.endswith(".")
    assert found[0].remedy.endswith(".")
    return found[0].message


def test_two_people_have_approved_it(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    assert cell.findings() == []


def test_unsigned(cell: Cell) -> None:
    assert cell.codes() == ["CH501"]
    assert f"revision 2 of {ID} needs approval by 2 people, and nobody has" in only(cell, "CH501")
    assert cell.findings()[0].path == ORIGINAL


def test_one_approval_only(cell: Cell) -> None:
    cell.approve("asha")
    assert cell.codes() == ["CH501"]
    assert "only Asha Verma has approved" in only(cell, "CH501")


def test_self_approved(cell: Cell) -> None:
    cell.rule(more="approvals = 1")
    cell.sign("asha", writer="asha")
    assert "by Asha Verma alone, who wrote it" in only(cell, "CH502")
    cell.sign("asha-2", "write")
    assert cell.codes() == ["CH502"]
    cell.sign("ravi")
    assert cell.codes() == []


def test_one_alone_who_names_another_as_the_writer(cell: Cell) -> None:
    cell.rule(more="approvals = 1")
    cell.sign("asha", writer="ravi")
    assert "nobody else has signed that it is theirs" in only(cell, "CH502")
    cell.sign("ravi", "write")
    assert cell.codes() == []


def test_both_who_approve_have_written_it(cell: Cell) -> None:
    cell.sign("asha", writer="ravi")
    cell.sign("ravi", writer="asha")
    assert "Asha Verma and Ravi Joshi alone" in only(cell, "CH502")


def test_approved_twice_by_one_person_with_two_keys(cell: Cell) -> None:
    cell.approve("asha", "asha-2")
    assert cell.codes() == ["CH501", "CH513"]
    assert "Asha Verma has signed as asha too" in only(cell, "CH513")


def test_one_key_for_two_people(cell: Cell) -> None:
    text = cell.text("governance/allowed_signers")
    cell.put("governance/allowed_signers", text.replace((cell.keys / "ravi.pub").read_text().strip(), "") + "\n")
    key = (cell.keys / "asha.pub").read_text("utf-8").strip()
    cell.put("governance/allowed_signers", f"asha {key}\nravi {key}\n")
    cell.sign("asha")
    cell.sign("ravi", key="asha")
    assert cell.codes() == ["CH501", "CH508", "CH515"]
    assert "the key is that of asha too (line 1)" in only(cell, "CH515")


@pytest.mark.parametrize(
    "line", ["asha,ravi {}", "* {}", "!asha {}", "ravi cert-authority {}", "ravi none", "ravi x=1 {}"]
)
def test_a_line_of_keys_that_could_sign_as_others(cell: Cell, line: str) -> None:
    cell.approve("asha", "meena")
    key = (cell.keys / "ravi.pub").read_text("utf-8").strip()
    cell.sign_for("asha", "meena")
    cell.put("governance/allowed_signers", cell.text("governance/allowed_signers") + line.format(key) + "\n")
    assert cell.codes() == ["CH515"]
    assert cell.findings()[0].line == 3


def test_expired_key(cell: Cell) -> None:
    cell.sign_for("asha", "ravi", ravi='valid-before="20260410"')
    cell.approve("asha", "ravi")
    assert cell.codes() == ["CH501", "CH509"]
    assert "had expired when it signed, on 2026-04-10" in only(cell, "CH509")


def test_key_not_yet_valid(cell: Cell) -> None:
    cell.sign_for("asha", "ravi", ravi='valid-after="20260501"')
    cell.approve("asha", "ravi")
    assert cell.codes() == ["CH501", "CH509"]
    assert "was not yet valid" in only(cell, "CH509")


def test_what_an_expired_key_signed_while_it_was_valid_still_counts(cell: Cell) -> None:
    cell.sign_for("asha", "ravi", ravi='valid-after="20260101",valid-before="20260411"')
    cell.approve("asha", "ravi")
    assert cell.codes() == []


def test_times_of_keys_are_utc_wherever_it_is_built(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    cell.sign_for("asha", "ravi", ravi='valid-after="202604100629"')  # it signed at 06:30 UTC
    cell.approve("asha", "ravi")
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        monkeypatch.setenv("TZ", zone)
        assert cell.codes() == []


def test_revoked_key(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    cell.put("governance/revoked_keys", (cell.keys / "ravi.pub").read_text("utf-8"))
    assert cell.codes() == ["CH501", "CH509"]
    assert "has been revoked" in only(cell, "CH509")


def test_revoked_person(cell: Cell) -> None:
    cell.rule(ravi="until = 2026-04-09")
    cell.approve("asha", "ravi")
    assert cell.codes() == ["CH501", "CH510"]
    assert "Ravi Joshi could do so only until 2026-04-09, and signed on 2026-04-10" in only(cell, "CH510")
    cell.rule(ravi="from = 2026-04-10\nuntil = 2026-04-10")
    assert cell.codes() == []


def test_somebody_who_may_only_write_approves(cell: Cell) -> None:
    policy = cell.text("governance/policy.toml")
    ravi = 'principal = "ravi"\nmay = ["write"'
    cell.put("governance/policy.toml", policy.replace(ravi + ', "approve"]', ravi + "]"))
    cell.approve("asha", "ravi")
    assert cell.codes() == ["CH501", "CH510"]
    cell.sign("ravi", "write")
    cell.sign("meena")
    assert cell.codes() == []


def test_altered_after_approval(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    cell.put(ORIGINAL, cell.text(ORIGINAL) + "\n")
    assert cell.codes() == ["CH501", "CH505", "CH505"]
    told = [one.message for one in cell.findings() if one.code == "CH505"]
    assert f"changed after approval by Asha Verma on 2026-04-10: {ID}.md differs." in told


def test_translation_changed_after_approval(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    cell.put(HINDI, cell.text(HINDI) + "\n")
    found = [one for one in cell.findings() if one.code == "CH505"]
    assert {one.path for one in found} == {HINDI}
    assert f"{ID}.hi.md differs." in found[0].message
    (cell.root / HINDI).unlink()
    assert f"{ID}.hi.md is gone." in next(one.message for one in cell.findings() if one.code == "CH505")


def test_csv_changed(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    cell.put(SHEET, cell.text(SHEET) + "phone,+447700900102,caller,2026-03-01\n")
    assert {one.path for one in cell.findings() if one.code == "CH505"} == {SHEET}
    (cell.root / SHEET).unlink()
    assert "CH505" in cell.codes()


def test_file_added_after_approval(cell: Cell) -> None:
    (cell.root / SHEET).unlink()
    cell.approve("asha", "ravi")
    cell.put(SHEET, "type,value,role,last_seen\nphone,+447700900102,caller,2026-03-01\n")
    assert f"{ID}.indicators.csv is new." in next(one.message for one in cell.findings() if one.code == "CH505")


def test_approval_of_an_earlier_text_beside_enough_new_ones_does_no_harm(cell: Cell) -> None:
    cell.approve("asha")
    cell.put(ORIGINAL, cell.text(ORIGINAL) + "\n")
    cell.approve("ravi", "meena")
    assert [(one.code, one.level) for one in cell.findings()] == [("CH505", Level.WARNING)]


def test_signature_moved_to_another_id(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    other = ID.replace("0001", "0002")
    cell.put(ORIGINAL.replace(ID, other), source(2, title="Something else", revisions=cell.told["revisions"]))
    shutil.copytree(cell.root / FOLDER / ID, cell.root / FOLDER / other)
    assert cell.codes() == ["CH501", "CH504", "CH504"]
    assert f"is the approval of {ID}, revision 2, by asha" in cell.findings()[-2].message


def test_replayed_old_approval(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    old = cell.text(ORIGINAL)
    newer = {"date": "2026-04-12T10:00:00+05:30", "summary": "The number was nobody's: it is cleared."}
    cell.put(ORIGINAL, source(1, **{**cell.told, "revisions": [*cell.told["revisions"], newer]}))
    for one in ("asha", "ravi"):
        cell.sign(one, revision=3, signed=SIGNED + timedelta(days=2))
    assert cell.codes() == []
    cell.put(ORIGINAL, old)
    assert cell.codes() == ["CH512"]
    assert "is at revision 2, but revision 3 has approvals" in only(cell, "CH512")


def test_old_approval_renamed_to_the_new_revision(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    newer = {"date": "2026-04-11T10:00:00+05:30", "summary": "More numbers."}
    cell.put(ORIGINAL, source(1, **{**cell.told, "revisions": [*cell.told["revisions"], newer]}))
    assert cell.codes() == ["CH501"]
    for path in sorted((cell.root / FOLDER / ID).iterdir()):
        path.rename(path.with_name("3" + path.name[1:]))
    assert cell.codes() == ["CH501", "CH504", "CH504"]


def test_statement_edited(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    before = cell.files()
    cell.put(ORIGINAL, cell.text(ORIGINAL) + "\n")
    path = f"{FOLDER}/{ID}/2.ravi.txt"
    cell.put(path, cell.text(path).replace(before[ORIGINAL], cell.files()[ORIGINAL]))
    assert cell.codes() == ["CH501", "CH505", "CH506"]
    assert "is not what Ravi Joshi signed" in only(cell, "CH506")


def test_signature_of_another_namespace(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    path = cell.root / FOLDER / ID / "2.ravi.txt"
    path.with_name("2.ravi.txt.sig").unlink()
    key = str(cell.keys / "ravi")
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", key, str(path)], check=True)
    assert cell.codes() == ["CH501", "CH507"]
    cell.approve("ravi")
    cell.sign_for("asha", "ravi", ravi='namespaces="git"')
    assert cell.codes() == ["CH501", "CH507"]


def test_unknown_signer(cell: Cell) -> None:
    cell.approve("asha")
    cell.sign("ravi", key="stranger")
    assert cell.codes() == ["CH501", "CH508"]
    (cell.root / FOLDER / ID / "2.ravi.txt").unlink()
    (cell.root / FOLDER / ID / "2.ravi.txt.sig").unlink()
    cell.sign("nobody", key="stranger")
    assert cell.codes() == ["CH501", "CH508"]
    assert "nobody is nobody in governance/policy.toml" in only(cell, "CH508")


def test_signed_before_the_text_was_there(cell: Cell) -> None:
    cell.approve("asha")
    cell.sign("ravi", signed=SIGNED - timedelta(days=2))
    assert cell.codes() == ["CH501", "CH511"]
    cell.sign("ravi", signed=SIGNED - timedelta(hours=20))
    assert cell.codes() == []


def test_signed_in_the_future(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    assert cell.codes(SIGNED - timedelta(hours=20)) == []
    assert cell.codes(SIGNED - timedelta(days=2)) == ["CH501", "CH511", "CH511"]


@pytest.mark.parametrize(
    "spoil",
    [
        ("\n", "\r\n"), ("files:\n", "files:\n\n"), ("approve", "judge"), ("+05:30", ""), ("files:", "files"),
        ("signer: ", "note: x\nsigner: "), ("approval 1", "approval 2"), ("role: approve\n", ""), ("a", "\xff"),
    ],
)  # fmt: skip
def test_not_a_statement(cell: Cell, spoil: tuple[str, str]) -> None:
    cell.approve("asha", "ravi")
    path = cell.root / FOLDER / ID / "2.ravi.txt"
    path.write_bytes(path.read_bytes().decode("latin-1").replace(*spoil).encode("latin-1"))
    assert cell.codes() == ["CH501", "CH503"]


def test_without_a_signature(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    path = cell.root / FOLDER / ID / "2.ravi.txt.sig"
    path.write_bytes(b"no signature")
    assert cell.codes() == ["CH501", "CH503"]
    path.unlink()
    assert cell.codes() == ["CH501", "CH503"]
    path.symlink_to(cell.keys / "ravi")
    assert cell.codes() == ["CH501", "CH503"]


def test_what_is_no_approval_is_named(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    for name in (f"{ID}/notes.txt", f"{ID}/2.meena.txt.sig", "MPC-2026-0999/1.asha.txt", "loose.txt"):
        cell.put(f"{FOLDER}/{name}", "x")
    assert [(one.code, one.level) for one in cell.findings()] == [("CH514", Level.WARNING)] * 4
    cell.put(f"{FOLDER}/README.md", "What this is.")
    assert len(cell.findings()) == 4
