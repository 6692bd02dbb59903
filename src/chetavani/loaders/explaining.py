# SPDX-License-Identifier: Apache-2.0
"""What pydantic refuses, told as a person would: where, by which rule, what is wrong, what to do."""

from typing import Any, TypeAlias

from pydantic_core import ErrorDetails

from chetavani.loaders.codes import BAD_CHARACTER, BAD_VALUE, MISSING_FIELD
from chetavani.model.finding import Rule

Place: TypeAlias = tuple[str | int, ...]
"""Where a value stands in the front matter: keys, and numbers in lists."""
_WORDINGS: dict[str, tuple[str, str]] = {
    "enum": ("{input!r} is not a known word.", "Use one of: {expected}."),
    "tuple_type": ("must be a list.", "Write it as a list: [first, second], or one `- item` a line."),
    "model_type": ("must be a group of `key: value` lines.", "Indent the keys under the item."),
    "string_type": ("must be a text.", "Write one text, between quotes if it has : or #."),
    "int_parsing": ("{input!r} is no revision number.", "Write 1, or one more for each revision."),
    "greater_than_equal": ("{input!r} is no revision number.", "Write 1, or one more for each revision."),
}


def _message(error: ErrorDetails) -> tuple[str, str]:
    """Return what is wrong and, if it can be said, the remedy."""
    context: dict[str, Any] = error.get("ctx", {})
    if error["type"] == "value_error":
        wrong, _, remedy = str(context["error"]).partition(". ")
        return wrong.rstrip(".") + ".", remedy
    wrong, remedy = _WORDINGS.get(error["type"], ("{msg}.", ""))
    values = {"input": error["input"], "msg": error["msg"], **context}
    return wrong.format(**values), remedy.format(**values)


def explained(error: ErrorDetails) -> tuple[Place, Rule, str, str]:
    """Return the place of a wrong value, the rule, what is wrong and, if it can be said, the remedy."""
    place: Place = tuple(error["loc"])
    if error["type"] == "missing":
        return place, MISSING_FIELD, "is missing.", ""
    wrong, remedy = _message(error)
    rule = BAD_CHARACTER if wrong.startswith("contains characters") else BAD_VALUE
    if not place:  # the whole-record check names its field itself
        name, _, wrong = wrong.partition(": ")
        place, rule = (name,), MISSING_FIELD
    return place, rule, wrong, remedy
