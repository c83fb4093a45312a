"""What every page works with."""

from dataclasses import dataclass

from voicedesk.api.client import VoiceClient
from voicedesk.base.workspace import Workspace
from voicedesk.ui.tasks import Tasks


@dataclass(frozen=True)
class Context:
    """The open workspace, the door to work, and the platform (None: no account yet)."""

    workspace: Workspace
    tasks: Tasks
    client: VoiceClient | None
    practice: bool
