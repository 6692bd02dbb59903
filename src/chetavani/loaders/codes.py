# SPDX-License-Identifier: Apache-2.0
"""The rules that loading itself checks: what a file must be before lint can look at it."""

from dataclasses import dataclass, field

from chetavani.model.finding import Finding, Level, Rule

_ERROR = Level.ERROR

NOT_READABLE = Rule("CH101", "file-not-readable", _ERROR, "Check that the file exists and may be read.")
TOO_LARGE = Rule("CH102", "file-too-large", _ERROR, "Keep an advisory under 1 MiB; long lists belong in a reference.")
OUTSIDE_TREE = Rule("CH103", "link-out-of-tree", _ERROR, "Replace the symbolic link by the file itself.")
NOT_UTF8 = Rule("CH104", "not-utf-8", _ERROR, "Save the file as UTF-8 without a byte order mark.")
BAD_CHARACTER = Rule("CH105", "refused-character", _ERROR, "Delete the character; write the text again by hand.")
NO_FRONT_MATTER = Rule("CH106", "no-front-matter", _ERROR, "Start with a line ---, then the fields, then a line ---.")
BAD_YAML = Rule("CH107", "front-matter-not-yaml", _ERROR, "Mend the YAML; put texts with : or # between quotes.")
DUPLICATE_KEY = Rule("CH108", "duplicate-key", _ERROR, "Keep one of the two.")
UNKNOWN_KEY = Rule("CH109", "unknown-key", _ERROR, "Correct the spelling, or remove the key.")
MISSING_FIELD = Rule("CH110", "missing-field", _ERROR, "Add the field.")
BAD_VALUE = Rule("CH111", "bad-value", _ERROR, "Correct the value.")
UNEXPECTED_FILE = Rule(
    "CH112",
    "unexpected-file",
    _ERROR,
    "Name it `<ID>.md`, `<ID>.<language>.md` or `<ID>.indicators.csv`, or move it away.",
)
ORPHAN_TRANSLATION = Rule("CH113", "translation-without-advisory", _ERROR, "Add the original, or rename the file.")
ORPHAN_SHEET = Rule("CH114", "sheet-without-advisory", _ERROR, "Add the advisory, or rename the file.")
SHEET_HEADER = Rule(
    "CH115", "sheet-header", _ERROR, "Name each column once: type, value and role, and what else there is."
)
SHEET_ROW = Rule("CH116", "sheet-row", _ERROR, "Write one indicator a line, with a cell for every column.")
SHEET_FORMULA = Rule("CH117", "sheet-formula", _ERROR, "Write the value itself; programs would run a formula.")

LOAD_RULES = (
    NOT_READABLE, TOO_LARGE, OUTSIDE_TREE, NOT_UTF8, BAD_CHARACTER, NO_FRONT_MATTER, BAD_YAML, DUPLICATE_KEY,
    UNKNOWN_KEY, MISSING_FIELD, BAD_VALUE, UNEXPECTED_FILE, ORPHAN_TRANSLATION,
    ORPHAN_SHEET, SHEET_HEADER, SHEET_ROW, SHEET_FORMULA,
)  # fmt: skip


@dataclass(slots=True)
class Collector:
    """Gathers the findings of one file, so that the last mistake is reported as surely as the first."""

    path: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: Rule, line: int, field_name: str, message: str, remedy: str = "") -> None:
        """Report one finding; ``remedy`` replaces the rule's own when it can be more exact."""
        finding = Finding(self.path, line, field_name, rule.code, message, remedy or rule.remedy, rule.level)
        if finding not in self.findings:
            self.findings.append(finding)
