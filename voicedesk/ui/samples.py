"""The practice workspace: a message and a list to begin with, made for this program."""

from voicedesk.audio.library import Recordings
from voicedesk.base.jobs import Job
from voicedesk.base.resources import resource
from voicedesk.base.words import language, tr
from voicedesk.base.workspace import Workspace
from voicedesk.contacts.check import check
from voicedesk.contacts.lists import ContactLists
from voicedesk.contacts.sheet import read_sheet

MESSAGE = "message-{language}.mp3"
CONTACTS = "clients-atelier.csv"


def add_samples(workspace: Workspace, job: Job) -> None:
    """Put the samples into a workspace that has neither messages nor lists."""
    recordings, lists = Recordings(workspace), ContactLists(workspace.database)
    if recordings.all() or lists.all():
        return
    sound = resource("samples", MESSAGE.format(language=language()))
    recordings.add(sound, job, tr("Winter tyres"))
    source = resource("samples", CONTACTS)
    checked = check(read_sheet(source, job), "FR", job)
    lists.save(source.stem, source.name, "FR", checked, job)
