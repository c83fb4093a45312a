"""Messages: one recipient of one mailing each (voice-api.md, 7). Read only."""

import json

from voicedesk.sandbox.clock import written
from voicedesk.sandbox.resource import Attribute, Filter, Resource, read
from voicedesk.sandbox.world import Answer, Call, World

STATUS = "CASE WHEN s.on_at > :now THEN 'wait' WHEN s.final_at > :now THEN 'on' ELSE s.outcome END"
_DESCRIPTION = (
    "CASE WHEN s.on_at > :now THEN 'waiting to be sent' WHEN s.final_at > :now THEN 'being sent' "
    "ELSE s.description END"
)

MESSAGES = Resource(
    # CROSS JOIN: SQLite keeps the order, so a mailing's messages are found by their own index.
    source="messages s CROSS JOIN mailings m ON m.id = s.mailing_id",
    id="s.id",
    seen="m.created_at <= :now AND m.account = :account",
    attributes={
        "id": Attribute("s.id", str),
        "mailingId": Attribute("s.mailing_id", str),
        "mailingName": Attribute("m.name"),
        "recipient": Attribute("s.recipient"),
        "contact": Attribute(
            "s.recipient", lambda recipient: {"recipient": recipient}, parts=("recipient",)
        ),
        "media": Attribute("m.media"),
        "date": Attribute("m.starts_at", written),
        "currentStatus": Attribute(
            f"json_object('shortKey', {STATUS}, 'description', {_DESCRIPTION})",
            json.loads,
            parts=("shortKey", "description"),
        ),
    },
    filters={
        "id": Filter("s.id IN {values}", whole=True),
        "mailingId": Filter("s.mailing_id IN {values}", whole=True),
        "mailingName": Filter(
            "s.mailing_id IN (SELECT id FROM mailings WHERE name IN {values})", by_name=True
        ),
        "status": Filter(f"{STATUS} IN {{values}}"),
        "recipient": Filter("s.recipient IN {values}"),
    },
)


def read_messages(world: World, call: Call) -> Answer:
    with world.store.reading() as db:
        return read(db, MESSAGES, call)
