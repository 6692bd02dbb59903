# SPDX-License-Identifier: Apache-2.0
"""The rules of approval: what keeps a signature from counting, and what an advisory lacks before it may go out."""

from chetavani.model.finding import Finding, Level, Rule

_ERROR, _WARNING = Level.ERROR, Level.WARNING

MISSING = Rule("CH501", "approval-missing", _ERROR, "Let those who may do it read it and run `chetavani approve`.")
ONE_PERSON = Rule("CH502", "approved-by-its-writer", _ERROR, "Let somebody approve it who has not written it.")
UNREADABLE = Rule("CH503", "approval-not-readable", _ERROR, "Delete the two files and approve again.")
OF_ANOTHER = Rule("CH504", "approval-of-another", _ERROR, "Delete the two files and approve this one.")
CHANGED = Rule("CH505", "changed-after-approval", _ERROR, "Read what has changed and approve again.")
BAD_SIGNATURE = Rule("CH506", "signature-wrong", _ERROR, "Find out who changed it, then approve again.")
OTHER_PURPOSE = Rule("CH507", "signature-for-another-purpose", _ERROR, "Sign with `chetavani approve`.")
UNKNOWN_SIGNER = Rule(
    "CH508", "signer-unknown", _ERROR, "Approve with a key that governance/allowed_signers has for this person."
)
KEY_NOT_VALID = Rule("CH509", "key-not-valid", _ERROR, "Approve again with a key that is valid.")
NOT_ALLOWED = Rule("CH510", "signer-not-allowed", _ERROR, "Let somebody approve it who may.")
SIGNING_TIME = Rule("CH511", "signing-time", _ERROR, "Set the clock right and approve again.")
OLDER_TEXT = Rule("CH512", "older-text-put-back", _ERROR, "Restore the newest revision; correct it by another one.")
COUNTED_ONCE = Rule("CH513", "approved-twice-by-one", _ERROR, "Let another person approve it.")
STRAY = Rule("CH514", "stray-approval", _WARNING, "Delete it, or give it back its name.")
SIGNERS_FILE = Rule(
    "CH515", "signers-file", _ERROR, "Give each person of the policy lines of their own, one key a line."
)

RULES: tuple[Rule, ...] = (
    MISSING, ONE_PERSON, UNREADABLE, OF_ANOTHER, CHANGED, BAD_SIGNATURE, OTHER_PURPOSE, UNKNOWN_SIGNER, KEY_NOT_VALID,
    NOT_ALLOWED, SIGNING_TIME, OLDER_TEXT, COUNTED_ONCE, STRAY, SIGNERS_FILE,
)  # fmt: skip
"""Every rule of approval, in the order of the codes."""


def finding(rule: Rule, path: str, message: str, remedy: str = "", *, line: int = 1) -> Finding:
    """Return a finding of ``rule`` about a file of the repository; ``remedy`` replaces the rule's own."""
    return Finding(path, line, "", rule.code, message, remedy or rule.remedy, rule.level)
