"""The calling rules in words: what they mean, and what they say against a campaign. Free of Qt."""

from collections.abc import Iterable, Mapping

from voicedesk.base.words import mark, ntr, tr
from voicedesk.campaigns.finding import RUNS_PAST, Finding
from voicedesk.campaigns.rules import Rule, Rules, Strength, shipped
from voicedesk.ui import wording

HOLIDAYS = {
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
    "express_consent": mark("Express consent"),
    "automated_calls": mark("Automated calls"),
    "message": mark("What each message says"),
    "retention": mark("How long data is kept"),
    "bloctel": mark("Bloctel"),
    "caller_number": mark("Caller's number"),
    "voicemail": mark("Voicemail"),
}

_MEANINGS = {
    "days_hours": mark(
        "Calls begin only on these days and within these hours, on the clocks of the person who is"
        " called. At the end of a span no call begins any more."
    ),
    "holidays": mark("Nobody is called on these days. Local holidays do not count."),
    "frequency": mark(
        "In any {frequency_days}, one person is called {frequency_calls} at most, attempts"
        " included."
    ),
    "refusal": mark(
        "Who refused to be called is left in peace for {refusal_days} after the day of the refusal."
    ),
    "consent": mark(
        "Who is called has consented beforehand: freely, for this purpose, informed, without"
        " ambiguity, and may take it back. The business must be able to prove it. Not needed for"
        " the object of a running contract."
    ),
    "consent_validity": mark(
        "A consent holds {consent_days} at most, and its proof is kept {proof_years}."
    ),
    "stop_list": mark(
        "Who objected is not called. Objections are kept at least {years}, for that alone, best as"
        " fingerprints."
    ),
    "express_consent": mark(
        "Who agreed expressly may be called outside the days and hours, as those two rules say. You"
        " must be able to prove it."
    ),
    "automated_calls": mark(
        "Private people consent before an automated call. Professionals are told of it and may"
        " object."
    ),
    "message": mark("Each message says who calls, and how to object simply."),
    "retention": mark("Data about prospects is kept {years} after the last contact, no longer."),
    "bloctel": mark("The Bloctel list ended in August 2026."),
    "caller_number": mark(
        "This platform does not show which number people see: ask it. Automated systems may not"
        " call from 06 or 07."
    ),
    "voicemail": mark(
        "Whether messages left on an answering machine fall under the days and hours is not"
        " settled: you decide."
    ),
}

_SOURCES = {"Press": mark("Press"), "Not settled": mark("Not settled")}

_STRENGTHS = {
    Strength.FORBID: mark("Forbids the call"),
    Strength.WARN: mark("Warns"),
    Strength.IGNORE: mark("No effect"),
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


def looser(names: Iterable[str]) -> str:
    """Which rules of a workspace ask less than the shipped ones; empty where none does."""
    listed = ", ".join(map(rule, names))
    return tr("Rules looser than the shipped ones: {names}", names=listed) if listed else ""


def rule_of(code: str) -> str:
    """The name of the rule that a finding's code belongs to."""
    return _RULE_OF[code]


def source(name: str, rules: Rules) -> str:
    """A rule's name as a person reads it, and where it is written."""
    return tr("{rule}: {source}", rule=rule(name), source=written(rules.rule(name)))


def written(row: Rule) -> str:
    """Where a rule is written."""
    return tr(_SOURCES[row.source]) if row.source in _SOURCES else row.source


def meaning(row: Rule, rules: Rules) -> str:
    """What a rule of ``rules`` asks; of one that a person wrote into the file, their own words."""
    ours = {known.name: known.meaning for known in shipped().rules}
    if row.name not in _MEANINGS or row.meaning != ours.get(row.name):
        return row.meaning
    figures = {
        "frequency_calls": _times(rules.frequency_calls),
        "frequency_days": _days(rules.frequency_days),
        "refusal_days": _days(rules.refusal_days),
        "consent_days": _days(rules.consent_days),
        **{name: _years(value) for name, value in row.values.items() if isinstance(value, int)},
    }
    try:
        return tr(_MEANINGS[row.name], **figures)
    except KeyError:  # a figure was taken out of the file
        return row.meaning


def strength(how: Strength) -> str:
    """What becomes of a call against a rule."""
    return tr(_STRENGTHS[how])


def _times(n: int) -> str:
    return ntr("{count} time", "{count} times", n, count=wording.count(n))


def _days(n: int) -> str:
    return ntr("{count} day", "{count} days", n, count=wording.count(n))


def _years(n: int) -> str:
    return ntr("{count} year", "{count} years", n, count=wording.count(n))


def holiday(name: str) -> str:
    """A public holiday of the rules."""
    return tr(HOLIDAYS.get(name, name))


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
