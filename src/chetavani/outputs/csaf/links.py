# SPDX-License-Identifier: Apache-2.0
"""Where the files of the CSAF provider are, and web addresses as its schemas want them."""

import ipaddress
import re
from urllib.parse import quote

from chetavani.outputs.api.documents import FOLDER as API
from chetavani.outputs.base import Form

FOLDER = "csaf/white/"
"""What is TLP:CLEAR, which CSAF 2.0 calls WHITE: the year folders, and the indexes beside them."""
JSON = "application/json"
FORM = Form("CSAF", JSON, f"{FOLDER}{{year}}/{{lower}}.json")
"""A document of every public advisory. CSAF wants the year that its date of publication names, and small letters."""
WELL_KNOWN = ".well-known/"
METADATA = f"{WELL_KNOWN}csaf/provider-metadata.json"
SERVICE = f"{WELL_KNOWN}csaf/service.json"
FEED = f"{FOLDER}csaf-feed-tlp-white.json"
CATEGORIES = f"{FOLDER}category-white.json"
KEY = "csaf/openpgp.asc"
"""The public key of the documents' signatures, if they are signed."""
SIGNATURE = ".asc"
"""What the name of a signature has after that of its document. Releases write them: a build has no secrets."""
HASHES = ("sha256", "sha512")
VOCABULARY = f"{API}vocabulary.json"
"""What says where our own words for kinds and severities come from."""

_UNQUOTED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PATH, _QUERY = "!$&'()*+,;=:@/%~-._", "!$&'()*+,;=:@/?%~-._"
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][A-Za-z0-9._~/?=&-]*)?")
_HOST = re.compile(r"(?P<name>\[[^\]]*\]|.*?)(?::(?P<port>\d*))?")


def uri(link: str) -> str:
    """Return a web link as a URI (RFC 3986): what only an IRI or a lenient browser takes is percent-encoded."""
    if _PLAIN.fullmatch(link):
        return link
    scheme, _, rest = link.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    path, hash_, fragment = _UNQUOTED.sub("%25", rest[len(host) :]).partition("#")
    path, mark, query = path.partition("?")
    found = f"{scheme}://{_host(host)}{quote(path, safe=_PATH)}{mark}{quote(query, safe=_QUERY)}"
    return f"{found}{hash_}{quote(fragment, safe=_QUERY)}"


def _host(host: str) -> str:
    match = _HOST.fullmatch(host)
    name, port = (match["name"], match["port"]) if match else (host, None)
    if _is_ip_literal(name):
        encoded = name
    else:
        try:
            encoded = name.encode("idna").decode()
        except UnicodeError:
            encoded = name
        encoded = quote(_UNQUOTED.sub("%25", encoded), safe="!$&'()*+,;=%~-._")
    return encoded if port is None else f"{encoded}:{port}"


def _is_ip_literal(name: str) -> bool:
    try:
        return bool(ipaddress.IPv6Address(name[1:-1])) and name.startswith("[")
    except ValueError:
        return False
