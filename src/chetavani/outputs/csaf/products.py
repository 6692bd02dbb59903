# SPDX-License-Identifier: Apache-2.0
"""The product tree of a CSAF document: vendor, product, and each stretch of versions or release.

Nothing compares versions here: every stretch that the author wrote is one range in the notation of VERS.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from packageurl import PackageURL

from chetavani.model.advisory import Software
from chetavani.model.versions import Release, releases_of, spans_of
from chetavani.outputs.base import BuildContext
from chetavani.outputs.facets import software_slug

RANGE, VERSION = "product_version_range", "product_version"
_PART = r"(?:\?*|\*?)(?:[a-zA-Z0-9\-._]|\\[\\*?!\"#$%&'()+,/:;<=>@\[\]^`{|}~])+(?:\?*|\*?)|[*\-]"
_LANGUAGE = r"[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?|[*\-]"
_CPE = re.compile(rf"cpe:2\.3:[aho*\-](?::(?:{_PART})){{5}}:(?:{_LANGUAGE})(?::(?:{_PART})){{4}}")
_CPE_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_VERS_TYPE = "generic"


class Catalogue:
    """The products of a document, each once, numbered in the order in which they are first asked for."""

    def __init__(self, context: BuildContext) -> None:
        self._lists = context.absolute("advisories/")
        self._ids: dict[tuple[str, str, str, str], str] = {}
        self._tree: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def affected(self, item: Software) -> list[str]:
        """Return the ids of the versions that have a flaw."""
        try:
            spans = spans_of(item.affected)
        except ValueError:  # which lint reports; a range in words is better than none
            return [self._product(item, RANGE, item.affected, item.affected, general=True)]
        return list(dict.fromkeys(
            self._product(item, VERSION, _bare(span.exact), _bare(span.exact), general=False) if span.exact
            else self._product(item, RANGE, f"vers:{_scheme(item)}/{span.constraints()}", span.text(), general=True)
            for span in spans
        ))  # fmt: skip

    def fixed(self, item: Software) -> list[str]:
        """Return the ids of the releases that mend it; none if the author names none."""
        releases = releases_of(item.fixed)
        return list(dict.fromkeys(
            self._product(item, VERSION, _bare(one.version), _shown(one), general=False) for one in releases
        ))  # fmt: skip

    def tree(self) -> dict[str, Any]:
        """Return the tree of all products that were asked for."""
        return {
            "branches": [
                {"category": "vendor", "name": vendor, "branches": [
                    {"category": "product_name", "name": product, "branches": versions}
                    for product, versions in products.items()
                ]}
                for vendor, products in self._tree.items()
            ]
        }  # fmt: skip

    def _product(self, item: Software, category: str, name: str, shown: str, *, general: bool) -> str:
        key = (item.vendor, item.product, category, name)
        if key in self._ids:
            return self._ids[key]
        made = self._ids[key] = f"CSAFPID-{len(self._ids) + 1:04d}"
        product: dict[str, Any] = {"name": f"{item.vendor} {item.product} {shown}", "product_id": made}
        if helper := dict(self._identifiers(item, name, general=general)):
            product["product_identification_helper"] = helper
        versions = self._tree.setdefault(item.vendor, {}).setdefault(item.product, [])
        versions.append({"category": category, "name": name, "product": product})
        return made

    def _identifiers(self, item: Software, name: str, *, general: bool) -> Iterator[tuple[str, Any]]:
        """Yield what tells other programs which product it is; a name without version only for a range of them.

        Our own list of the product is a name for it when its address is made of all its letters.
        """
        cpe = item.cpe if item.cpe and _CPE.fullmatch(item.cpe) else ""
        if cpe and (general or _CPE_VERSION.fullmatch(name)):
            yield "cpe", cpe if general else _cpe_of_version(cpe, name)
        if purl := _purl(item, "" if general else name):
            yield "purl", purl
        if f"{item.vendor}{item.product}".isascii():
            address = f"{self._lists}software/{software_slug(item.vendor, item.product)}/#{quote(name, safe='')}"
            yield "x_generic_uris", [{"namespace": self._lists, "uri": address}]


def _bare(version: str) -> str:
    """Return a version without a ``v`` before it, which says nothing."""
    return version[1:] if re.match(r"[vV]\d", version) else version


def _shown(release: Release) -> str:
    return f"{_bare(release.version)} {release.remark}".strip()


def _scheme(item: Software) -> str:
    """Return by whose rules the versions count: those of the package's own kind, if it has one."""
    purl = _purl(item, "")
    return PackageURL.from_string(purl).type if purl else _VERS_TYPE


def _purl(item: Software, version: str) -> str:
    """Return the package URL with a version; empty if there is none."""
    if item.purl is None:
        return ""
    try:
        purl = PackageURL.from_string(item.purl)
        return purl._replace(version=version or purl.version).to_string()
    except ValueError:
        return ""


def _cpe_of_version(cpe: str, version: str) -> str:
    parts = re.split(r"(?<!\\):", cpe)
    return ":".join([*parts[:5], version, *parts[6:]])
