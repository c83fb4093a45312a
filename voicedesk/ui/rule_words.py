"""The calling rules in words: what they say against a campaign. Free of Qt."""

from collections.abc import Mapping

from voicedesk.base.words import mark, ntr, tr
from voicedesk.campaigns.finding import RUNS_PAST, Finding
from voicedesk.campaigns.rules import Rules
from voicedesk.ui import wording

_HOLIDAYS = {
    "new_year": mark("New Year's Day"),
    "easter_monday": mark("Easter Monday"),
    "labour_day": mark("Labour Day"),
    "victory_day": mark("Victory Day (8 May)"),
    "ascension": mark("Ascension Day"),
    "whit_monday": mark("Whit Monday"),
    "national_day": mark("National Day (14 July)"),
    "assumption": mark("Assumption Day"),
    "all_saints": mark("All Saints' Day"),
    "armistice": mark("Armistice Day"),
    "christmas": mark("Christmas Day"),
}

_RULES = {
    "days_hours": mark("Days and hours"),
    "holidays": mark("Public holidays"),
    "frequency": mark("Number of calls"),
    "refusal": mark("After a refusal"),
    "consent": mark("Consent"),
    "consent_validity": mark("Age of a consent"),
    "stop_list": mark("Stop list"),
}

_RULE_OF = {
    "outside_hours": "days_hours",
    "weekend": "days_hours",
    RUNS_PAST: "days_hours",
    "holiday": "holidays",
    "outside_frequency": "frequency",
    "refused_recently": "refusal",
    "no_consent": "consent",
    "consent_expired": "consent",
    "consent_old": "consent_validity",
    "stop_list": "stop_list",
}


def rule(name: str) -> str:
    """A rule's name."""
    return tr(_RULES.get(name, name))


def rule_of(code: str) -> str:
    """The name of the rule that a finding's code belongs to."""
    return _RULE_OF[code]


def source(name: str, rules: Rules) -> str:
    """A rule's name as a person reads it, and where it is written."""
    return tr("{rule}: {source}", rule=rule(name), source=rules.rule(name).source)


def holiday(name: str) -> str:
    """A public holiday of the rules."""
    return tr(_HOLIDAYS.get(name, name))


def finding(found: Finding) -> str:
    """What is wrong, as a sentence."""
    return against(found.code, found.people, found.values)


def against_going_on(code: str, people: int) -> str:
    """The sentence for what a campaign is paused for; 0 people: nobody noted how many."""
    if not people or code == "holiday":  # which one is not noted
        return wording.pause_reason(code)
    return against(code, people, {})


def against(code: str, people: int, values: Mapping[str, object]) -> str:
    """The sentence for a finding's code, or for one that the history remembers."""
    count = wording.count(people)
    sentences = {
        "outside_hours": ntr(
            "{count} person would be called outside the lawful hours.",
            "{count} people would be called outside the lawful hours.",
            people,
            count=count,
        ),
        "weekend": ntr(
            "{count} person would be called on a day without calls.",
            "{count} people would be called on a day without calls.",
            people,
            count=count,
        ),
        RUNS_PAST: ntr(
            "About {count} person would be called after the lawful hours are over.",
            "About {count} people would be called after the lawful hours are over.",
            people,
            count=count,
        ),
        "holiday": ntr(
            "{count} person would be called on a public holiday: {holiday}.",
            "{count} people would be called on a public holiday: {holiday}.",
            people,
            count=count,
            holiday=holiday(str(values.get("holiday", ""))),
        ),
        "outside_frequency": ntr(
            "{count} person would be called more often than the rules allow.",
            "{count} people would be called more often than the rules allow.",
            people,
            count=count,
        ),
        "refused_recently": ntr(
            "{count} person refused to be called a short time ago.",
            "{count} people refused to be called a short time ago.",
            people,
            count=count,
        ),
        "no_consent": ntr(
            "{count} person has not consented to be called.",
            "{count} people have not consented to be called.",
            people,
            count=count,
        ),
        "consent_expired": ntr(
            "{count} person's consent has expired.",
            "{count} people's consents have expired.",
            people,
            count=count,
        ),
        "consent_old": ntr(
            "{count} person's consent is older than the rules allow.",
            "{count} people's consents are older than the rules allow.",
            people,
            count=count,
        ),
        "stop_list": ntr(
            "{count} person is on the stop list.",
            "{count} people are on the stop list.",
            people,
            count=count,
        ),
    }
    return sentences.get(code, code)
