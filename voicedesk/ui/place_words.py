"""Time zones and the people in them in words, on the clocks there and here. Free of Qt's widgets.

An overseas group is told with both clocks: ``Réunion: 37 people, Tue 22 Dec, 10:15 there – 07:15
here``.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from voicedesk.base.words import mark, ntr, tr
from voicedesk.campaigns.groups import Group
from voicedesk.campaigns.zones import Zone
from voicedesk.ui import slot_words
from voicedesk.ui.parts.figures import count

_PLACES = {
    "Europe/Paris": mark("Paris"),
    "Indian/Reunion": mark("Réunion"),
    "Indian/Mayotte": mark("Mayotte"),
    "America/Miquelon": mark("Saint Pierre and Miquelon"),
    "America/Guadeloupe": mark("Guadeloupe"),
    "America/Cayenne": mark("French Guiana"),
    "America/Martinique": mark("Martinique"),
    "Pacific/Noumea": mark("New Caledonia"),
    "Pacific/Tahiti": mark("Tahiti"),
    "Pacific/Marquesas": mark("the Marquesas"),
    "Pacific/Gambier": mark("the Gambier Islands"),
    "Pacific/Wallis": mark("Wallis and Futuna"),
    # Cities and islands that have another name in French.
    "Africa/Algiers": mark("Algiers"),
    "Africa/Cairo": mark("Cairo"),
    "Asia/Beirut": mark("Beirut"),
    "Asia/Jerusalem": mark("Jerusalem"),
    "Asia/Singapore": mark("Singapore"),
    "Europe/Athens": mark("Athens"),
    "Europe/Brussels": mark("Brussels"),
    "Europe/Bucharest": mark("Bucharest"),
    "Europe/Copenhagen": mark("Copenhagen"),
    "Europe/Lisbon": mark("Lisbon"),
    "Europe/London": mark("London"),
    "Europe/Moscow": mark("Moscow"),
    "Europe/Vienna": mark("Vienna"),
    "Europe/Warsaw": mark("Warsaw"),
    "Indian/Comoro": mark("the Comoros"),
    "Indian/Mauritius": mark("Mauritius"),
}

_MOST = 2  # places that are named of a group; of more, the first says enough


def place(key: str) -> str:
    """An IANA zone: a territory of the rules, else its city: ``New York``."""
    if key in _PLACES:
        return tr(_PLACES[key])
    return key.rpartition("/")[2].replace("_", " ")


def clock(key: str) -> str:
    """``Paris time``"""
    return tr("{place} time", place=place(key))


def zone(found: Zone) -> str:
    """Where the people of a group are: ``Réunion or Mayotte``, ``Tahiti and around``."""
    if not found.known:
        return tr("Place not known")
    names = [place(one.key) for one in found.zones]
    if len(names) == 1:
        return names[0]
    if len(names) > _MOST:
        return tr("{place} and around", place=names[0])
    return tr("{place} or {other}", place=names[0], other=names[1])


def group(found: Group, home: ZoneInfo, now: datetime) -> str:
    """Who is called when: there, and on the clocks here where these are others."""
    people = ntr("{count} person", "{count} people", len(found.people),
                 count=count(len(found.people)))  # fmt: skip
    return tr("{place}: {people}, {when}", place=zone(found.zone), people=people,
              when=when(found, home, now))  # fmt: skip


def when(found: Group, home: ZoneInfo, now: datetime) -> str:
    """``Tue 22 Dec, 10:15 there – 07:15 here``; ``at once`` without a date."""
    if found.date is None and _same_clock(now, home, found.zone.lead):
        return tr("at once")
    moment = found.date or now
    there, here = moment.astimezone(found.zone.lead), moment.astimezone(home)
    if found.date is None:
        return tr("at once: {time} there", time=f"{there:%H:%M}")
    told = slot_words.short_slot(moment, found.zone.lead)
    if _same_clock(moment, home, found.zone.lead):
        return told
    if there.date() == here.date():
        return tr("{slot} there – {time} here", slot=told, time=f"{here:%H:%M}")
    return tr("{slot} there – {other} here", slot=told, other=slot_words.short_slot(moment, home))


def _same_clock(moment: datetime, one: ZoneInfo, other: ZoneInfo) -> bool:
    return moment.astimezone(one).utcoffset() == moment.astimezone(other).utcoffset()
