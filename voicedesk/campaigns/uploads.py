"""The recording on the platform: the same sound is not uploaded twice to the same account."""

from sqlalchemy import delete, insert, select

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Content, Media
from voicedesk.audio.library import Recording
from voicedesk.base.database import Database
from voicedesk.base.ids import stamp
from voicedesk.base.jobs import Job
from voicedesk.base.schema import uploads


def link_for(content: Content, media: Media) -> str:
    """What a mailing of this channel links to: a call the file, a voicemail what will be heard."""
    return content.url if media is Media.VOICE else content.url_encoded


def upload(
    database: Database, client: VoiceClient, platform: str, recording: Recording, job: Job
) -> Content:
    """The recording's content on ``platform``, uploaded first where it is not there yet.

    A lost answer leaves at worst a second copy there, which calls nobody.
    """
    known = uploaded(database, platform, recording.sha256)
    if known is not None:
        return known
    content = client.upload_content(recording.path, recording.name, job)
    with database.write() as connection:
        connection.execute(
            # Another campaign may have uploaded it meanwhile: either copy will do.
            insert(uploads)
            .prefix_with("OR IGNORE", dialect="sqlite")
            .values(
                sha256=recording.sha256,
                platform=platform,
                content_id=content.id,
                url=content.url,
                url_encoded=content.url_encoded,
                uploaded_at=stamp(),
            )
        )
    return content


def uploaded(database: Database, platform: str, sha256: str) -> Content | None:
    """The content on ``platform`` with that hash, if it was uploaded from here."""
    wanted = select(uploads).where(uploads.c.sha256 == sha256, uploads.c.platform == platform)
    with database.read() as connection:
        row = connection.execute(wanted).first()
    if row is None:
        return None
    return Content(id=row.content_id, name="", url=row.url, url_encoded=row.url_encoded)


def all_uploaded(database: Database, platform: str) -> frozenset[str]:
    """The hashes of every recording that was uploaded from here to ``platform``."""
    wanted = select(uploads.c.sha256).where(uploads.c.platform == platform)
    with database.read() as connection:
        return frozenset(connection.scalars(wanted))


def forget(database: Database, platform: str, sha256: str) -> None:
    """The platform no longer has it: it will be uploaded again."""
    gone = delete(uploads).where(uploads.c.sha256 == sha256, uploads.c.platform == platform)
    with database.write() as connection:
        connection.execute(gone)
