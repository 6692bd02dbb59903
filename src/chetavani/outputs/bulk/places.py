# SPDX-License-Identifier: Apache-2.0
"""Where the files of all advisories are, and what is where in them."""

from chetavani.outputs.api import documents

DOCUMENTS = f"{documents.FOLDER}advisories/"
"""Where the documents are that all of it is made of."""

FOLDER = "bulk/"
ZIP = f"{FOLDER}advisories.zip"
LINES = f"{FOLDER}advisories.jsonl.gz"
DATABASE = f"{FOLDER}chetavani.sqlite"
SHEET = f"{FOLDER}advisories.csv"


def member_of(path: str) -> str:
    """Return the name in the zip of the document that the site has at ``path``."""
    return f"advisories/{path.rpartition('/')[2]}"
