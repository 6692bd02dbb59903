# SPDX-License-Identifier: Apache-2.0
"""Why a member refuses a release: a rule for each, with what happened and what to do."""

from chetavani.model.finding import Finding, Level, Rule

_ASK = "Use what you have; ask the publisher by a way other than the site, and say what you saw."
_AGAIN = "Load it again; if it stays so, the host or the network alters files: tell the publisher by another way."

FORGED = Rule("CH431", "release-forged", Level.ERROR, _ASK)
TAMPERED = Rule("CH432", "release-tampered", Level.ERROR, _AGAIN)
ROLLED_BACK = Rule("CH433", "release-rolled-back", Level.ERROR, _ASK)
FROZEN = Rule(
    "CH434", "release-frozen", Level.ERROR,
    "Check this machine's clock, then ask the publisher whether there is news that you are kept from.",
)  # fmt: skip
TRUNCATED = Rule("CH435", "manifest-truncated", Level.ERROR, _AGAIN)
CHAIN_BROKEN = Rule("CH436", "chain-broken", Level.ERROR, _ASK)
UNSIGNED = Rule(
    "CH437", "release-unsigned", Level.ERROR,
    "Check the address. If the publisher has always signed, take nothing from there, and tell them.",
)  # fmt: skip
KEY_REVOKED = Rule("CH438", "signing-key-revoked", Level.ERROR, _ASK)
MISMATCHED = Rule(
    "CH439", "release-mixed", Level.ERROR, "Wait a minute and try again: a release may just be moving in."
)
UNREACHABLE = Rule("CH440", "release-unreachable", Level.ERROR, "Check the address and the network, and try again.")
TRUST = Rule(
    "CH441", "trust-not-usable", Level.ERROR,
    "Get the publisher's root.json anew, by a way other than the site, and compare it with another member's.",
)  # fmt: skip

REFUSALS = (
    FORGED, TAMPERED, ROLLED_BACK, FROZEN, TRUNCATED, CHAIN_BROKEN, UNSIGNED, KEY_REVOKED, MISMATCHED, UNREACHABLE,
    TRUST,
)  # fmt: skip
"""Every rule of a member, in the order of the codes."""


def refusal(rule: Rule, path: str, message: str) -> Finding:
    """Return a refusal because of a file of the release."""
    return Finding(path, 1, "", rule.code, message, rule.remedy, rule.level)
