"""The people of a campaign by channel and time zone: each group has its own date and batches."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from voicedesk.api.models import Media
from voicedesk.base.ids import now
from voicedesk.campaigns.calendar import SOONEST, Calendar, resolve
from voicedesk.campaigns.campaign import Campaign, Channel
from voicedesk.campaigns.rows import Places, Recipients, Rows
from voicedesk.campaigns.rules import Rules
from voicedesk.campaigns.zones import Zone, zones_of
from voicedesk.contacts.phones.reference import Kind
from voicedesk.contacts.phones.verdicts import codes_where

# How far away the dates are that are chosen here. The batches of these people leave last: after the
# hold, the uploads and every batch of the home zone. By then a date that was just far enough has
# come within the guard's margin, and the campaign would stop in the middle with ``date_passed``.
_ROOM = timedelta(minutes=30)

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
    found = []
    for one in np.unique(key).tolist():
        zone, media = zones[one // len(_MEDIA)], _MEDIA[one % len(_MEDIA)]
        date = date_of_group(campaign, campaign.date, zone, media, rules, present)
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


def date_of_group(
    campaign: Campaign,
    date: datetime | None,
    zone: Zone,
    media: Media,
    rules: Rules,
    present: datetime | None = None,
) -> datetime | None:
    """When a group is called, if at home it is at ``date`` (None: at once)."""
    calendar = Calendar(rules)
    if zone.name == calendar.home.name or not is_bound(media, rules):
        return date
    clock = ZoneInfo(campaign.zone) if campaign.zone else rules.zone
    return _there(date, clock, zone, calendar, present or now())


def _there(
    date: datetime | None, clock: ZoneInfo, zone: Zone, calendar: Calendar, present: datetime
) -> datetime | None:
    """When people elsewhere are called.

    The date itself is a person's choice and only has to be ahead; others leave room.
    """
    roomy = present + _ROOM
    if date is None:
        return None if calendar.is_lawful(present, zone) else calendar.next_slot(roomy, zone)
    wall = date.astimezone(clock).replace(tzinfo=None, fold=0)
    # A wall time the zone leaves out or has twice is not a lawful hour anywhere.
    moments = resolve(wall, zone.lead) or (wall.replace(tzinfo=zone.lead),)
    moment = moments[0]
    soonest = present + SOONEST if moment == date else roomy
    if moment >= soonest and calendar.is_lawful(moment, zone):
        return moment
    return calendar.next_slot(max(moment, roomy), zone)
