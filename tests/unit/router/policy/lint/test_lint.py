"""What is allowed in a policy and hardly meant: each rule at its place, none where all is well."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hotlead.router.policy.document import DEFAULT_POLICY
from hotlead.router.policy.files import check_document, parse_document, read_policy
from hotlead.router.policy.lint import RULES, lint
from hotlead.router.policy.lint.warning import Known, near
from hotlead.topics.streams import CHANNELS
from tests.unit.test_docs import ROOT

TODAY = date(2026, 6, 1)
KNOWN = Known(CHANNELS, TODAY, reps=("wang", "li"), skills=("villas", "kitchens"))


def told(text: str, known: Known = KNOWN) -> dict[tuple[str, str], str]:
    policy, faults = check_document(parse_document(f"version: v1\n{text}"))
    assert policy is not None, faults
    return {(one.path, one.rule): f"{one.why}; {one.mend}" for one in lint(policy, known)}


def pool(text: str) -> str:
    return f"pools: {{main: {{{text}}}}}"


LADDER = (
    "ladder: [{name: a, after_s: 60, reassign: true}, {name: b, after_s: 120, notify: supervisors}]"
)
LIN = "supervisors: [{id: lin, channels: [{url: 'https://a.example'%s}]}]"

THRESHOLDS = """scoring:
  profile: {budget: {thresholds: [{at_least: 9, points: 5}, {at_least: 5, points: 8}]}}
"""
SHADOWED = """pools:
  main: {}
  b: {match: {region: [x, y]}}
  c: {match: {region: [x]}, channels: [web-form]}
"""

CASES: list[tuple[str, str, str, str]] = [
    ("scoring: {weights: {profile: 0.5, heat: 0.5, freshness: 0}}", "weight_of_nothing",
     "scoring.weights.freshness", "decay: none"),
    ("scoring: {weights: {profile: 0, heat: 0.8, freshness: 0.2}}", "weight_of_nothing",
     "scoring.weights.profile", "counts nothing"),
    ("scoring: {heat: {}}", "weight_of_nothing", "scoring.weights.heat", "no score is above 50"),
    ("scoring: {decay: none}", "weight_of_nothing", "scoring.weights.freshness", "above 80"),
    ("scoring: {profile: {region: {}, budget: {other: 9}}}", "attribute_without_points",
     "scoring.profile.region", "give it points"),
    (THRESHOLDS, "threshold_never_counts", "scoring.profile.budget.thresholds[0]",
     "5 earns 8 already"),
    ("scoring: {profile: {a: {other: 80}, b: {values: {x: 30}}}}", "profile_saturates",
     "scoring.profile", "110"),
    ("scoring: {heat: {page_dwell: {points: 0}, a: {points: 9}}}", "signal_without_points",
     "scoring.heat.page_dwell.points", "changes no score"),
    ("scoring: {heat: {page_dwell: {points: 5, cap: 0}, a: {points: 9}}}", "signal_without_points",
     "scoring.heat.page_dwell.cap", "changes no score"),
    ("scoring: {heat: {page_dwell: {points: 50, cap: 30}}}", "signal_saturates",
     "scoring.heat.page_dwell.cap", "raise the cap to 50"),
    ("scoring: {heat: {a: {points: 100}, b: {points: 9}}}", "signal_saturates",
     "scoring.heat.a.points", "fills the whole"),
    ("scoring: {heat: {page_dwel: {points: 9}}}", "name_of_signal", "scoring.heat.page_dwel",
     "did you mean page_dwell?"),
    ("scoring: {profile: {House-Type: {other: 9}}}", "name_of_attribute",
     "scoring.profile.House-Type", "did you mean house_type?"),
    ("scoring: {freshness_loss_per_h: 100}", "freshness_out_of_range",
     "scoring.freshness_loss_per_h", "60 minutes"),
    ("scoring: {freshness_loss_per_h: 0.01}", "freshness_out_of_range",
     "scoring.freshness_loss_per_h", "417 days"),
    (pool("channels: [web-from]"), "channel_unknown", "pools.main.channels[0]",
     "did you mean web-form?"),
    ("pools: {main: {}, b: {}}", "nothing_comes", "pools.b", "goes to main"),
    ("pools: {main: {}, b: {match: {region: []}}}", "nothing_comes", "pools.b.match.region",
     "no value"),
    (SHADOWED, "nothing_comes", "pools.c", "put it before b"),
    (pool("match: {region: [x]}"), "first_takes_the_rest", "pools.main", "matches no pool"),
    ("pools: {main: {}, b: {match: {house_tipe: [villa]}}}", "attribute_mistyped",
     "pools.b.match.house_tipe", "did you mean house_type?"),
    ("pools: {main: {}, b: {match: {house_type: [vila]}}}", "attribute_mistyped",
     "pools.b.match.house_type", "did you mean villa?"),
    (pool("requires: {house_type: {tiers: {duplx: 1}}}"), "attribute_mistyped",
     "pools.main.requires.house_type.tiers", "did you mean duplex?"),
    (pool("requires: {region: {}}"), "requires_nothing", "pools.main.requires.region", "remove"),
    (pool("requires: {house_type: {skills: {villa: vilas}}}"), "skill_of_nobody",
     "pools.main.requires.house_type.skills.villa", "did you mean villas?"),
    (pool("relax: [{after_s: 60, drop: [budget]}]"), "relax_without_effect",
     "pools.main.relax[0].drop", "use one of region"),
    (pool("relax: [{after_s: 60, drop: [region]}, {after_s: 90, drop: [region]}]"),
     "relax_without_effect", "pools.main.relax[1].drop", "already"),
    (pool("outside_hours: wait"), "hours_without_effect", "pools.main.outside_hours", "no hours"),
    (pool("hours: {calendar: ua}"), "calendar_without_year", "pools.main.hours.calendar",
     "no holidays of 2026"),
    (pool("hot: 100"), "hot_for_nobody", "pools.main.hot", "highest score is 100"),
    ("scoring: {weights: {profile: 1, heat: 0, freshness: 0}, profile: {a: {other: 60}}}",
     "hot_for_nobody", "pools.main.hot", "set it below 60"),
    (pool("hot: 19.9"), "hot_for_everybody", "pools.main.hot", "20 points come from freshness"),
    ("scoring: {heat: {}}", "high_intent_for_nobody", "pools.main.high_intent", "50 at most"),
    (pool("high_intent: 20"), "high_intent_for_everybody", "pools.main.high_intent", "85"),
    (pool("high_intent: 60"), "high_intent_below_hot", "pools.main.high_intent", "below hot, 72"),
    (pool("expiry_s: 1"), "too_short", "pools.main.expiry_s", "15 or more"),
    (pool("clear_refusals_s: 1"), "too_short", "pools.main.clear_refusals_s", "ring again"),
    (pool("longest_wait_s: 5"), "too_short", "pools.main.longest_wait_s", "only 5 s"),
    (pool("reopen_after_s: 30"), "too_short", "pools.main.reopen_after_s", "to call"),
    (pool("relax: [{after_s: 2, drop: [region]}]"), "too_short", "pools.main.relax[0].after_s",
     "15 or more"),
    (pool("expiry_s: 300000"), "too_long", "pools.main.expiry_s", "3.47 days"),
    (pool("reopen_after_s: 3600000"), "too_long", "pools.main.reopen_after_s", "in seconds"),
    (pool("wrap_up_s: 1800"), "too_long", "pools.main.wrap_up_s", "no lead rings for 30 min"),
    (pool("reopen_after_s: 120"), "reopened_before_expiry", "pools.main.reopen_after_s", "300"),
    (pool("waiting_points_per_min: 5"), "waiting_beats_score",
     "pools.main.waiting_points_per_min", "after 20 minutes"),
    (pool("misses_before_away: 99"), "nobody_set_away", "pools.main.misses_before_away", "99"),
    (pool("top_tier: 0"), "everybody_top_tier", "pools.main.top_tier", "1 is the default"),
    (pool("pacing: {assignments: 500}"), "pacing_without_effect", "pools.main.pacing.assignments",
     "no limit"),
    (pool("pacing: {window_s: 1}"), "pacing_without_effect", "pools.main.pacing.window_s", "1 s"),
    ("reachability: {offline_after_s: 25}", "reachability_out_of_range",
     "reachability.offline_after_s", "every 20 s"),
    ("reachability: {offline_after_s: 9000}", "reachability_out_of_range",
     "reachability.offline_after_s", "2.5 h"),
    ("reachability: {receipt_counts_s: 30}", "reachability_out_of_range",
     "reachability.receipt_counts_s", "below offline_after_s"),
    (pool("ladder: [{name: a, after_s: 60}]"), "rung_does_nothing", "pools.main.ladder[0]",
     "a does nothing"),
    (pool("ladder: [{name: a, after_s: 1, remind: true}]"), "rung_too_soon",
     "pools.main.ladder[0].after_s", "15 or more"),
    (pool("ladder: [{name: a, after_s: 60, remind: true}, {name: b, after_s: 61, open: true}]"),
     "rung_too_soon", "pools.main.ladder[1].after_s", "1 s after a"),
    (pool(f"reassign_hold_s: 60, {LADDER}"), "never_reassigned", "pools.main.reassign_hold_s",
     "shorter than 60"),
    (pool("ladder: [{name: a, after_s: 60, remind: true}]"), "ends_with_nobody_told",
     "pools.main.ladder", "duty-managers"),
    ("{}", "nobody_to_notify", "duty_managers", "duty-manager"),
    ("supervisors: [{id: lin}]\n" + pool("ladder: [{name: a, after_s: 60, open: true}]"),
     "group_never_notified", "supervisors", "notify: supervisors"),
    ("supervisors: [{id: lin}]", "person_without_channel", "supervisors[0].channels", "lin"),
    ("supervisors: [{id: lin}, {id: lin}]", "person_twice", "supervisors[1].id", "twice"),
    (LIN % ", rungs: [reminder]", "channel_never_used", "supervisors[0].channels[0].rungs",
     "use supervisors"),
    ("reps: [{id: wag}]", "rep_unknown", "reps[0].id", "did you mean wang?"),
    ("reps: [{id: wang, channels: [{kind: apprise, url: 'json://a', shows: [scores]}]}]",
     "shows_unknown", "reps[0].channels[0].shows", "did you mean score?"),
    ("decline_reasons: [{code: a, en: Busy, zh: 甲}, {code: b, en: Busy, zh: 乙}]", "reason_twice",
     "decline_reasons[1].en", "called Busy too"),
    ("costs: {web-from: 60}", "cost_of_nothing", "costs.web-from", "did you mean web-form?"),
    ("labels: {rungs: {remindr: {en: A, zh: 甲}}}", "label_of_nothing", "labels.rungs.remindr",
     "did you mean reminder?"),
    ("labels: {attributes: {budgett: {en: A, zh: 甲}}}", "label_of_nothing",
     "labels.attributes.budgett", "did you mean budget?"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule", "path", "words"), CASES, ids=[f"{r}-{p}" for _, r, p, _ in CASES]
)
def test_each_rule_names_place_reason_and_mend(text: str, rule: str, path: str, words: str) -> None:
    found = told("" if text == "{}" else text)
    assert (path, rule) in found
    assert words in found[path, rule]


def test_every_rule_has_a_case() -> None:
    assert {rule.__name__ for rule in RULES} == {rule for _, rule, _, _ in CASES}


def test_the_defaults_lack_only_people() -> None:
    assert {(one.path, one.rule) for one in lint(DEFAULT_POLICY, KNOWN)} == {
        ("supervisors", "nobody_to_notify"),
        ("duty_managers", "nobody_to_notify"),
    }


@pytest.mark.parametrize(
    "file", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda one: one.name
)
def test_an_example_is_good_without_a_warning(file: Path) -> None:
    assert lint(read_policy(file), Known(CHANNELS, TODAY)) == []


def test_what_nobody_was_asked_about_is_not_missed() -> None:
    text = pool("requires: {house_type: {skills: {villa: nothing}}}") + "\nreps: [{id: nobody}]"
    rules = {rule for _, rule in told(text, Known(CHANNELS, TODAY))}
    assert not rules & {"skill_of_nobody", "rep_unknown"}


def test_the_policy_that_was_called_good() -> None:
    found = told(pool("hot: 100, high_intent: 10, expiry_s: 1") + "\ncosts: {web-from: 60}")
    assert {path for path, _ in found} >= {
        "pools.main.hot",
        "pools.main.high_intent",
        "pools.main.expiry_s",
        "costs.web-from",
    }


@pytest.mark.parametrize(
    ("name", "names", "meant"),
    [
        ("web-from", CHANNELS, "web-form"),
        ("Web_Form", CHANNELS, "web-form"),
        ("web-form", CHANNELS, None),
        ("douyin", CHANNELS, None),
    ],
)
def test_the_name_that_was_meant(name: str, names: Any, meant: str | None) -> None:
    assert near(name, names) == meant
