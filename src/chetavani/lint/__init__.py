# SPDX-License-Identifier: Apache-2.0
"""Lint: rules over a library. ``RULES`` is the registry; each theme is one module.

A rule gets the whole inspection and returns every finding. Fields that loading has already found wrong are not
judged a second time.
"""

from dataclasses import replace

from chetavani.lint import (
    actions,
    dates,
    identity,
    indicators,
    links,
    noise,
    personal,
    prose,
    structure,
    translation,
)
from chetavani.lint.base import Inspection, LintRule
from chetavani.model.finding import Finding, Level

RULES: tuple[LintRule, ...] = (
    LintRule(identity.NOT_FILE_NAME, identity.id_not_file_name),
    LintRule(identity.WRONG_FOLDER, identity.wrong_folder),
    LintRule(identity.WRONG_YEAR, identity.wrong_year),
    LintRule(identity.FOREIGN_PREFIX, identity.foreign_prefix),
    LintRule(identity.DUPLICATE_ID, identity.duplicate_id),
    LintRule(identity.DUPLICATE_ALIAS, identity.duplicate_alias),
    LintRule(identity.SIMILAR_TITLE, identity.similar_title),
    LintRule(identity.DRAFT_MISMATCH, identity.draft_mismatch),
    LintRule(dates.REVISION_ORDER, dates.revision_order),
    LintRule(dates.FUTURE, dates.future),
    LintRule(dates.EXPIRES_EARLY, dates.expires_early),
    LintRule(dates.DEADLINE_EARLY, dates.deadline_early),
    LintRule(dates.SEEN_ORDER, dates.seen_order),
    LintRule(dates.NO_END_REVISION, dates.no_end_revision),
    LintRule(structure.MISSING_SECTION, structure.missing_section, drafts_may=True),
    LintRule(structure.SECTION_ORDER, structure.section_order),
    LintRule(structure.EMPTY_SECTION, structure.empty_section, drafts_may=True),
    LintRule(structure.HEADING_LEVEL, structure.heading_level),
    LintRule(structure.LONG_SUMMARY, structure.long_summary),
    LintRule(structure.SUMMARY_IS_TITLE, structure.summary_is_title),
    LintRule(structure.LONG_TITLE, structure.long_title),
    LintRule(structure.NO_FRAUD_TYPE, structure.no_fraud_type, drafts_may=True),
    LintRule(structure.NO_SECTOR, structure.no_sector, drafts_may=True),
    LintRule(structure.RETIRED_TERM, structure.retired_term),
    LintRule(structure.NO_SOFTWARE, structure.no_software, drafts_may=True),
    LintRule(structure.NO_CVE, structure.no_cve),
    LintRule(structure.NO_REFERENCE, structure.no_reference),
    LintRule(actions.NO_ADDRESSEE, actions.no_addressee, drafts_may=True),
    LintRule(actions.NO_DEADLINE, actions.no_deadline, drafts_may=True),
    LintRule(actions.SLACK_DEADLINE, actions.slack_deadline),
    LintRule(actions.HASTY_DEADLINE, actions.hasty_deadline),
    LintRule(actions.UNFIT_ACTION, actions.unfit_action),
    LintRule(links.DEAD_LINK, links.dead_link),
    LintRule(links.NO_TARGET, links.no_target),
    LintRule(links.SELF_TARGET, links.self_target),
    LintRule(links.DRAFT_TARGET, links.draft_target),
    LintRule(links.CIRCULAR, links.circular),
    LintRule(links.WITHDRAWN_TARGET, links.withdrawn_target),
    LintRule(links.OLDER_TARGET, links.older_target),
    LintRule(links.REFUSED_SCHEME, links.refused_scheme),
    LintRule(links.IMAGE, links.image),
    LintRule(links.RAW_HTML, links.raw_html),
    LintRule(links.PLAIN_HTTP, links.plain_http),
    LintRule(prose.LIVE_INDICATOR, prose.live_indicator),
    LintRule(indicators.SYNTAX, indicators.syntax),
    LintRule(indicators.GOOD_PLACE, indicators.good_place),
    LintRule(indicators.PUBLIC_SUFFIX, indicators.public_suffix),
    LintRule(indicators.DEFANGED, indicators.defanged),
    LintRule(indicators.DUPLICATE, indicators.duplicate),
    LintRule(indicators.IN_TWO, indicators.in_two),
    LintRule(personal.PAYMENT_CARD, personal.payment_card),
    LintRule(personal.AADHAAR, personal.aadhaar),
    LintRule(personal.PAN, personal.pan),
    LintRule(personal.PRIVATE_EMAIL, personal.private_email),
    LintRule(translation.MISSING, translation.missing),
    LintRule(translation.STALE, translation.stale),
    LintRule(translation.AHEAD, translation.ahead),
    LintRule(translation.OTHER_NUMBERS, translation.other_numbers, drafts_may=True),
    LintRule(translation.NOT_TRANSLATED, translation.not_translated, drafts_may=True),
    LintRule(noise.GREETING, noise.greeting),
    LintRule(noise.EMPTY, noise.empty, drafts_may=True),
    LintRule(noise.NOTHING_TO_DO, noise.nothing_to_do, drafts_may=True),
    LintRule(noise.SHOUTING, noise.shouting),
    LintRule(noise.CHAIN_MESSAGE, noise.chain_message),
    LintRule(noise.UNFINISHED, noise.unfinished, drafts_may=True),
)


def check(inspection: Inspection) -> tuple[Finding, ...]:
    """Apply every rule to ``inspection`` and return the findings in the order of files and lines."""
    salvaged: dict[str, frozenset[str]] = {}
    drafts: set[str] = set()
    for entry in inspection.entries:
        sources = (entry.source, *entry.translations.values())
        salvaged |= {source.path: source.salvaged for source in sources}
        if entry.advisory.is_draft:
            drafts |= {source.path for source in sources}
    found = {
        replace(finding, level=Level.WARNING) if lint_rule.drafts_may and finding.path in drafts else finding
        for lint_rule in RULES
        for finding in lint_rule.apply(inspection)
        if finding.field.partition(".")[0].partition("[")[0] not in salvaged.get(finding.path, frozenset())
    }
    return tuple(sorted(found))
