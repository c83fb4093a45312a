"""The people of a campaign by channel and time zone: each group has its own date and batches."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from voicedesk.api.models import Media
from voicedesk.campaigns.calendar import SOONEST, Calendar, resolve
from voicedesk.campaigns.campaign import Campaign, Channel
from voicedesk.campaigns.rows import Places, Recipients, Rows
from voicedesk.campaigns.rules import Rules
from voicedesk.campaigns.zones import Zone, zones_of
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import codes_where

_MEDIA = tuple(Media)
_MOBILE = codes_where(Kind.MOBILE)


@dataclass(frozen=True)
class Group:
    """People who are called on one channel, at one ``date`` (None: at once), in one zone."""

    media: Media
    zone: Zone
    date: datetime | None
    people: Recipients


def grouped(
    rows: Rows, places: Places, campaign: Campaign, rules: Rules, present: datetime
) -> tuple[Group, ...]:
    """Each of these rows in exactly one group; the home zone's groups come first.

    At home people are called at the campaign's date. Elsewhere it is the same wall time on their
    own clocks where that is lawful there and still to come, otherwise their next lawful slot.
    """
    where, zones = zones_of(rows.e164[places], rules)
    key = where.astype(np.int64) * len(_MEDIA) + _media(rows, places, campaign.channel)
    calendar = Calendar(rules)
    found = []
    for one in np.unique(key).tolist():
        zone, media = zones[one // len(_MEDIA)], _MEDIA[one % len(_MEDIA)]
        date = campaign.date
        if zone.name != calendar.home.name and is_bound(media, rules):
            date = _there(campaign, zone, calendar, present)
        found.append(Group(media, zone, date, Recipients(rows, places[key == one])))
    return tuple(found)


def is_bound(media: Media, rules: Rules) -> bool:
    """Whether that channel is bound to the lawful days and hours."""
    return media is Media.VOICE or rules.voicemail_like_calls


def _media(rows: Rows, places: Places, channel: Channel | None) -> NDArray[np.int64]:
    """By index: the place in ``_MEDIA`` of how the row is reached."""
    if channel is Channel.SPLIT:
        mobile = _MOBILE[rows.code[places]]
        return np.where(mobile, _MEDIA.index(Media.VOICEMAIL), _MEDIA.index(Media.VOICE))
    media = Media.VOICEMAIL if channel is Channel.VOICEMAIL else Media.VOICE
    return np.full(len(places), _MEDIA.index(media))


def _there(
    campaign: Campaign, zone: Zone, calendar: Calendar, present: datetime
) -> datetime | None:
    """When people elsewhere are called."""
    soonest = present + SOONEST
    if campaign.date is None:
        return None if calendar.is_lawful(present, zone) else calendar.next_slot(soonest, zone)
    chosen = ZoneInfo(campaign.zone) if campaign.zone else calendar.rules.zone
    wall = campaign.date.astimezone(chosen).replace(tzinfo=None, fold=0)
    # A wall time the zone leaves out or has twice is not a lawful hour anywhere.
    moments = resolve(wall, zone.lead) or (wall.replace(tzinfo=zone.lead),)
    moment = moments[0]
    if moment >= soonest and calendar.is_lawful(moment, zone):
        return moment
    return calendar.next_slot(max(moment, soonest), zone)
