# SPDX-License-Identifier: Apache-2.0
"""Lint: rules over a library. ``RULES`` is the registry; each theme is one module.

Most rules look at each advisory by itself (``check_own``); ``check_timed`` looks at what depends on the as-of time;
``check_due`` says what there will be at which times; the others judge what advisories claim of each other (``claims``,
``judge``). ``check`` is all of it. Fields that
loading has already found wrong are not judged a second time.
"""

from collections.abc import Iterable, Mapping

from chetavani.lint import (
    actions,
    cards,
    dates,
    identity,
    indicators,
    links,
    listed,
    listings,
    noise,
    personal,
    prose,
    software,
    structure,
    translation,
)
from chetavani.lint.base import Inspection
from chetavani.lint.clusters import Across, Claim, in_order
from chetavani.lint.rule import LintRule
from chetavani.model.card import Card, instant
from chetavani.model.finding import Due, Finding, Level

RULES: tuple[LintRule, ...] = (
    LintRule(identity.NOT_FILE_NAME, identity.id_not_file_name),
    LintRule(identity.WRONG_FOLDER, identity.wrong_folder),
    LintRule(identity.WRONG_YEAR, identity.wrong_year),
    LintRule(identity.FOREIGN_PREFIX, identity.foreign_prefix),
    LintRule(identity.DUPLICATE_ID, across=(Across(links.NAMES, identity.duplicate_id),)),
    LintRule(identity.DUPLICATE_ALIAS, across=(Across(identity.ALIASES, identity.duplicate_alias),)),
    LintRule(
        identity.SIMILAR_TITLE,
        across=(Across(identity.TITLES, identity.same_title), Across(identity.THIRDS, identity.similar_title)),
    ),
    LintRule(identity.DRAFT_MISMATCH, identity.draft_mismatch),
    LintRule(dates.REVISION_ORDER, dates.revision_order),
    LintRule(dates.FUTURE, dates.future, timed=True),
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
    LintRule(software.NO_RANGE, software.no_range),
    LintRule(software.NO_RELEASE, software.no_release),
    LintRule(software.BAD_SCORE, software.bad_score),
    LintRule(software.NO_PRODUCT, software.no_product),
    LintRule(software.IMPOSSIBLE_CVE, software.impossible_cve),
    LintRule(software.REPEATED, software.repeated),
    LintRule(software.OPEN_BOUND, software.open_bound),
    LintRule(actions.NO_ADDRESSEE, actions.no_addressee, drafts_may=True),
    LintRule(actions.NO_DEADLINE, actions.no_deadline, drafts_may=True),
    LintRule(actions.SLACK_DEADLINE, actions.slack_deadline),
    LintRule(actions.HASTY_DEADLINE, actions.hasty_deadline),
    LintRule(actions.UNFIT_ACTION, actions.unfit_action),
    LintRule(links.DEAD_LINK, links.dead_link, across=(Across(links.NAMES, links.dead_target),)),
    LintRule(links.NO_TARGET, across=(Across(links.NAMES, links.no_target),)),
    LintRule(links.SELF_TARGET, links.self_target),
    LintRule(links.DRAFT_TARGET, across=(Across(links.NAMES, links.draft_target),)),
    LintRule(links.CIRCULAR, across=(Across(links.SUCCESSIONS, links.circular),)),
    LintRule(links.WITHDRAWN_TARGET, across=(Across(links.NAMES, links.withdrawn_target),)),
    LintRule(links.OLDER_TARGET, across=(Across(links.NAMES, links.older_target),)),
    LintRule(links.REFUSED_SCHEME, links.refused_scheme),
    LintRule(links.IMAGE, links.image),
    LintRule(links.RAW_HTML, links.raw_html),
    LintRule(links.PLAIN_HTTP, links.plain_http),
    LintRule(prose.LIVE_INDICATOR, prose.live_indicator),
    LintRule(indicators.SYNTAX, indicators.syntax),
    LintRule(listings.GOOD_PLACE, listed.breaks(listings.GOOD_PLACE)),
    LintRule(listings.PUBLIC_SUFFIX, listed.breaks(listings.PUBLIC_SUFFIX)),
    LintRule(indicators.DEFANGED, indicators.defanged),
    LintRule(indicators.DUPLICATE, indicators.duplicate),
    LintRule(listed.IN_TWO, across=(Across(listed.SAID, listed.in_two),)),
    LintRule(listings.WELL_KNOWN, listed.breaks(listings.WELL_KNOWN)),
    LintRule(listings.SHARED, listed.breaks(listings.SHARED)),
    LintRule(listed.CONFLICT, across=(Across(listed.SAID, listed.conflicting),)),
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
    LintRule(listed.EXPIRED, due=listed.expired),
    LintRule(listed.NOT_REVIEWED, due=listed.not_reviewed),
    LintRule(listed.CLEARED_ELSEWHERE, across=(Across(listed.SAID, listed.cleared_elsewhere),)),
    LintRule(listings.HEARSAY, listed.breaks(listings.HEARSAY)),
    LintRule(listings.LONG, listed.breaks(listings.LONG)),
    LintRule(cards.MISSING, cards.missing, drafts_may=True),
    LintRule(cards.TOO_LONG, cards.too_long),
    LintRule(cards.CUT_OFF, cards.cut_off, drafts_may=True),
    LintRule(cards.NOT_PLAIN, cards.not_plain),
    LintRule(cards.NO_ADVICE, cards.no_advice),
    LintRule(cards.NOT_HINDI, cards.not_hindi, drafts_may=True),
)


_CLUSTERS = {across.cluster.kind: across.cluster for rule in RULES for across in rule.across}
_ACROSS = {
    kind: [(rule, across.judge) for rule in RULES for across in rule.across if across.cluster.kind == kind]
    for kind in _CLUSTERS
}
LEAST = {kind: cluster.least for kind, cluster in _CLUSTERS.items()}
"""By kind, how many claims there must be in a cluster for anything in it to be wrong."""
MOST = {kind: cluster.most for kind, cluster in _CLUSTERS.items() if cluster.most is not None}
"""By kind, how many claims there may be in a cluster for anything in it to be found: more are a crowd."""


def check_own(inspection: Inspection) -> tuple[Finding, ...]:
    """Return what each entry shows by itself, whatever the time; sorted. The entries may be any part of the library."""
    return _applied(inspection, [rule for rule in RULES if not rule.timed])


def needs_time(card: Card, at: int) -> bool:
    """Whether an advisory's findings depend on the as-of time ``at`` (an instant): it speaks of what comes after."""
    return card.is_ahead(at)


def check_timed(inspection: Inspection) -> tuple[Finding, ...]:
    """Return what each entry shows at ``inspection.as_of`` beyond ``check_own``; sorted.

    There is nothing in entries of which ``needs_time`` is false.
    """
    return _applied(inspection, [rule for rule in RULES if rule.timed])


def check_due(inspection: Inspection) -> tuple[Due, ...]:
    """Return what each entry shows from a time on, whatever the time is now; sorted."""
    refused, drafts = _refused(inspection), _drafts(inspection)
    found = {
        one
        for lint_rule in RULES
        if lint_rule.due is not None
        for one in lint_rule.due(inspection)
        if one.finding.path not in drafts and not _is_refused(one.finding, refused)
    }
    return tuple(sorted(found))


def claims(inspection: Inspection) -> tuple[Claim, ...]:
    """Return all that the entries claim where others could claim it too, each once.

    The path of a claim is that of the original or of a translation. The entries may be any part of the library.
    """
    return tuple(dict.fromkeys(claim for cluster in _CLUSTERS.values() for claim in cluster.claims(inspection)))


def judge(kind: str, claims: Iterable[Claim]) -> tuple[Finding, ...]:
    """Return what is wrong in one cluster, sorted: ``claims`` are all that have this kind and one value, in any order.

    Nothing else is looked at, so the same claims give the same findings. With fewer claims than ``LEAST`` or more than
    ``MOST`` there are none.
    """
    ordered = in_order(claims)
    if not LEAST[kind] <= len(ordered) <= MOST.get(kind, len(ordered)):
        return ()
    found: set[Finding] = set()
    for lint_rule, judged in _ACROSS[kind]:
        rule = lint_rule.rule
        for claim, message in judged(ordered):
            level = Level.WARNING if lint_rule.drafts_may and claim.is_draft else rule.level
            if not claim.is_refused:
                found.add(Finding(claim.path, claim.line, claim.field, rule.code, message, rule.remedy, level))
    return tuple(sorted(found))


def check(inspection: Inspection) -> tuple[Finding, ...]:
    """Apply every rule to a whole library and return the findings in the order of files and lines."""
    at = instant(inspection.as_of)
    due = (one.finding for one in check_due(inspection) if one.holds(at))
    found = {*check_own(inspection), *check_timed(inspection), *due}
    clusters: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims(inspection):
        clusters.setdefault((claim.kind, claim.value), []).append(claim)
    for (kind, _), members in clusters.items():
        found.update(judge(kind, members))
    return tuple(sorted(found))


def _applied(inspection: Inspection, rules: Iterable[LintRule]) -> tuple[Finding, ...]:
    refused, drafts = _refused(inspection), _drafts(inspection)
    found = {
        finding._replace(level=Level.WARNING) if lint_rule.drafts_may and finding.path in drafts else finding
        for lint_rule in rules
        if lint_rule.apply is not None
        for finding in lint_rule.apply(inspection)
        if not _is_refused(finding, refused)
    }
    return tuple(sorted(found))


def _refused(inspection: Inspection) -> dict[str, frozenset[str]]:
    """Return the fields that loading has found wrong, by file."""
    sources = (source for entry in inspection.entries for source in (entry.source, *entry.translations.values()))
    return {source.path: source.salvaged for source in sources if source.salvaged}


def _drafts(inspection: Inspection) -> frozenset[str]:
    """Return the files of drafts."""
    drafts = (entry for entry in inspection.entries if entry.advisory.is_draft)
    return frozenset(source.path for entry in drafts for source in (entry.source, *entry.translations.values()))


def _is_refused(finding: Finding, refused: Mapping[str, frozenset[str]]) -> bool:
    return finding.field.partition(".")[0].partition("[")[0] in refused.get(finding.path, frozenset())
