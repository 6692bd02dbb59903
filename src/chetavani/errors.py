# SPDX-License-Identifier: Apache-2.0
"""The error tree: what stops Chetavani, where, why, and what to do about it.

Findings (``model.finding``) are for mistakes in the content, and are collected. Errors are for what makes it
impossible to go on. Only the command line turns them into an exit code.
"""


class ChetavaniError(Exception):
    """The root of the tree.

    ``place`` names the file, setting or option, ``cause`` what is wrong there, ``remedy`` what to do.
    """

    def __init__(self, place: str, cause: str, remedy: str) -> None:
        self.place = place
        self.cause = cause
        self.remedy = remedy
        super().__init__(f"{place}: {cause} {remedy}".strip())

    def __reduce__(self) -> tuple[type["ChetavaniError"], tuple[str, str, str]]:
        """Return how to make it again: an error of a worker process reaches the parent whole."""
        return type(self), (self.place, self.cause, self.remedy)


class ConfigError(ChetavaniError):
    """``chetavani.toml``, an option or the environment asks for what cannot be."""


class TemplateError(ChetavaniError):
    """A template is missing or does not render."""


class ShellError(ChetavaniError):
    """The theme engine did not produce the page into which advisories are poured."""


class SearchError(ChetavaniError):
    """The search indexer failed."""


class OutputError(ChetavaniError):
    """Two artifacts claim one path, or an artifact has an impossible path."""


class WriteError(ChetavaniError):
    """The site could not be staged or switched; what was there stays."""


class SiteError(ChetavaniError):
    """A folder is no finished site, or cannot be read as one."""


class PublishError(ChetavaniError):
    """A release could not be published, or not wholly: the place says where, the cause what readers see now."""


class KeysError(ChetavaniError):
    """Keys are missing, locked or in a place where they must not be, or are not those that are in use."""


class DamagedStoreError(ChetavaniError):
    """What an earlier build left cannot be trusted; the pipeline throws it away and builds from the sources."""

    def __init__(self, place: str, cause: str, remedy: str = "Build again: it is made anew.") -> None:
        super().__init__(place, cause, remedy)


class ContentError(ChetavaniError):
    """The content has findings that stop the build; the findings have been reported one by one."""


class SigningError(ChetavaniError):
    """A key did not sign."""


class OvertakenError(ChetavaniError):
    """A newer save has come while a preview was building: what it had begun is given up, and the site is as it was."""


class AuthoringError(ChetavaniError):
    """An authoring command (``new``, ``assign-ids``, ``show``) cannot do what is asked."""
