"""The Voice API's client. Knows HTTP, nothing of campaigns; usable by itself::

from voicedesk.api import Endpoints, VoiceClient

with VoiceClient(Endpoints.of_origin(url), client_id, client_secret) as client:
    for message in client.messages(mailing_id="71538"):
        print(message.status, message.description)
"""

from voicedesk.api.client import VoiceClient
from voicedesk.api.errors import ApiError
from voicedesk.api.formats import Answers
from voicedesk.api.models import (
    Content,
    Endpoints,
    Mailing,
    Media,
    Message,
    NewMailing,
    Stats,
    Status,
)

__all__ = [
    "Answers",
    "ApiError",
    "Content",
    "Endpoints",
    "Mailing",
    "Media",
    "Message",
    "NewMailing",
    "Stats",
    "Status",
    "VoiceClient",
]
