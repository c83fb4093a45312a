"""The workspace's messages: each with its takes, one of which is heard.

A take's source is never touched: its edits are a list, a cursor in it says which are in force, and
the places of the cursor that were rendered keep their files while they are near. All of it is
stored at once; a step whose files cannot be written leaves everything as it was.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from voicedesk.audio import catalogue
from voicedesk.audio.checks import LARGEST_BYTES, Inspection, inspect
from voicedesk.audio.edits import Edit, EditList
from voicedesk.audio.prepare import write_prepared
from voicedesk.audio.problem import Severity
from voicedesk.audio.recording import Origin, Recording, Take, Use, name_of, tags_of
from voicedesk.audio.rendition import Rendition, as_it_came, converted, edited
from voicedesk.audio.shelf import Drafts, Shelf
from voicedesk.audio.sound import Sound
from voicedesk.base.errors import InputError, NotAllowedError
from voicedesk.base.ids import new_id
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace

__all__ = ["Origin", "Recording", "Recordings", "Take", "Use"]


class Recordings:
    """The library over one workspace's tables and folder.

    Raises :class:`NotAllowedError` ``unknown_recording`` and ``unknown_take`` for what is not
    there. Whoever changes something gets the message as it then is.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._database = workspace.database
        self._folder = workspace.recordings_dir
        self._shelf = Shelf(workspace.recordings_dir)
        self._fresh: tuple[Path, Inspection] | None = None

    # reading

    def all(self) -> list[Recording]:
        """Newest first."""
        with self._database.read() as connection:
            return catalogue.all_of(connection, self._folder)

    def get(self, recording_id: str) -> Recording:
        with self._database.read() as connection:
            return self._one(connection, recording_id)

    def heard(self, recording_id: str, ordinal: int | None) -> Recording:
        """The message as a campaign has it that was approved with this take."""
        recording = self.get(recording_id)
        return recording if ordinal is None else replace(recording, take=_take(recording, ordinal))

    def uses(self, recording_id: str) -> tuple[Use, ...]:
        """The campaigns that have it, newest first."""
        with self._database.read() as connection:
            return catalogue.uses(connection, recording_id)

    # what comes in

    def add(
        self,
        path: Path,
        job: Job,
        name: str | None = None,
        origin: Origin = "imported",
        description: str = "",
    ) -> Recording:
        """Check the file, copy it and keep it, even when it has problems a person may mend.

        A file of a kind the platform does not take is kept as it came, and sent as WAV. Raises
        :class:`InputError` with the problem's code when it is no sound at all,
        ``unreadable_file`` when it has gone meanwhile, ``unwritable_file`` when there is no room.
        """
        recording_id = new_id()
        called = name_of(name or "") or name_of(path.stem) or recording_id

        def begin(connection: Connection) -> None:
            catalogue.add(connection, recording_id, called, description.strip())

        return self._take_in(path, job, origin, recording_id, begin)

    def add_sound(
        self, sound: Sound, job: Job, name: str, origin: Origin, description: str = ""
    ) -> Recording:
        """Keep a sound that was made here, written small enough to be sent.

        Raises like :meth:`add` and :meth:`rename`.
        """
        if not name_of(name):
            raise InputError("empty_name")
        with self._shelf.drafts(name) as drafts:
            path = drafts.path(".wav")
            try:
                write_prepared(sound, path, job)
            except OSError as error:
                raise InputError("unwritable_file", file=name) from error
            return self.add(path, job, name, origin, description)

    def add_take(self, recording_id: str, path: Path, job: Job, origin: Origin) -> Recording:
        """Another take of the message, heard from now on. Raises like :meth:`add`."""

        def begin(connection: Connection) -> None:
            self._one(connection, recording_id)

        return self._take_in(path, job, origin, recording_id, begin)

    def _take_in(
        self,
        path: Path,
        job: Job,
        origin: Origin,
        recording_id: str,
        begin: Callable[[Connection], None],
    ) -> Recording:
        """Keep the file as the next take, which is then the current one."""
        self._fresh = None
        inspection = inspect(path, job)
        if inspection.sound is None:
            problem = next(p for p in inspection.problems if p.severity is Severity.error)
            raise InputError(problem.code, file=path.name, **problem.values)
        ours_too_big = origin != "imported" and (inspection.size_bytes or 0) > LARGEST_BYTES
        with self._shelf.drafts(path.name) as drafts:
            source = drafts.copy(path, f".{inspection.container}")
            if inspection.converted or ours_too_big:
                made = converted(inspection, source, drafts, job)
            else:
                made = as_it_came(inspection, source)
            with self._database.write() as connection:
                begin(connection)
                drafts.keep()
                ordinal = catalogue.add_take(connection, recording_id, origin, source)
                catalogue.put_rendition(connection, recording_id, ordinal, 0, made)
        self._fresh = self._shelf.path(source), inspection
        return self._swept(recording_id)

    def fresh(self, recording: Recording) -> Inspection | None:
        """What was found of the current take's source, if that is the file that came in last.

        Only once, because its sound needs much memory: whoever shows the message next need not
        decode it again.
        """
        fresh, self._fresh = self._fresh, None
        return fresh[1] if fresh is not None and fresh[0] == recording.take.source else None

    # what a person says about it

    def rename(self, recording_id: str, name: str) -> Recording:
        """Raises :class:`InputError` ``empty_name``; a name of over 100 characters is cut."""
        kept = name_of(name)
        if not kept:
            raise InputError("empty_name")
        return self._change(recording_id, name=kept)

    def describe(
        self,
        recording_id: str,
        *,
        description: str | None = None,
        tags: Iterable[str] | None = None,
    ) -> Recording:
        """None leaves as it is. A tag counts once, however it is written."""
        values: dict[str, Any] = {}
        if description is not None:
            values["description"] = description.strip()
        if tags is not None:
            values["tags"] = tags_of(tags)
        return self._change(recording_id, **values)

    def _change(self, recording_id: str, **values: Any) -> Recording:
        with self._database.write() as connection:
            self._one(connection, recording_id)
            if values:
                catalogue.change(connection, recording_id, **values)
            return self._one(connection, recording_id)

    # edits

    def edit(self, recording_id: str, edits: Sequence[Edit], job: Job) -> Recording:
        """Edit the current take, in one deed; what was undone is dropped.

        A take that is not an edited one, or that a campaign was approved with, is never
        rewritten: a new one begins, over the same source. Raises :class:`InputError` when it
        cannot be rendered (:func:`~voicedesk.audio.rendition.edited`), :class:`NotAllowedError`
        ``recording_changed`` when somebody else changed the take meanwhile.
        """
        recording = self.get(recording_id)
        if not edits:
            return recording
        return self._move(recording, recording.take.edits.add(*edits), job)

    def undo(self, recording_id: str, job: Job) -> Recording:
        """Raises :class:`NotAllowedError` ``nothing_to_undo``, and like :meth:`edit`."""
        recording = self.get(recording_id)
        if not recording.take.edits.can_undo:
            raise NotAllowedError("nothing_to_undo", name=recording.name)
        return self._move(recording, recording.take.edits.undo(), job)

    def redo(self, recording_id: str, job: Job) -> Recording:
        """Raises :class:`NotAllowedError` ``nothing_to_redo``, and like :meth:`edit`."""
        recording = self.get(recording_id)
        if not recording.take.edits.can_redo:
            raise NotAllowedError("nothing_to_redo", name=recording.name)
        return self._move(recording, recording.take.edits.redo(), job)

    def _move(self, recording: Recording, wanted: EditList, job: Job) -> Recording:
        """The current take with these edits, rendered unless that state was rendered before."""
        take = recording.take
        known = wanted.deeds == take.edits.deeds and self._is_there(recording, wanted.done)
        with self._shelf.drafts(recording.name) as drafts:
            made = None if known else self._render(recording, wanted, drafts, job)
            job.check()
            with self._database.write() as connection:
                if self._one(connection, recording.id).take != take:
                    raise NotAllowedError("recording_changed", name=recording.name)
                drafts.keep()
                ordinal = take.ordinal
                if take.origin != "edited" or catalogue.is_bound(connection, recording.id, ordinal):
                    ordinal = catalogue.branch(connection, recording.id, take)
                catalogue.set_edits(connection, recording.id, ordinal, take.edits, wanted)
                if made is not None:
                    catalogue.put_rendition(connection, recording.id, ordinal, wanted.done, made)
        return self._swept(recording.id)

    def _is_there(self, recording: Recording, done: int) -> bool:
        with self._database.read() as connection:
            row = catalogue.rendition(connection, recording.id, recording.take.ordinal, done)
        return row is not None and self._shelf.path(row.filename).is_file()

    def _render(
        self, recording: Recording, wanted: EditList, drafts: Drafts, job: Job
    ) -> Rendition:
        with self._database.read() as connection:
            of_source = catalogue.source_problems(connection, recording.id, recording.take.ordinal)
        return edited(recording.take.source, wanted.in_force, of_source, drafts, job)

    # takes

    def use_take(self, recording_id: str, ordinal: int) -> Recording:
        """Have this take heard from now on."""
        with self._database.write() as connection:
            _take(self._one(connection, recording_id), ordinal)
            catalogue.change(connection, recording_id, current=ordinal)
            return self._one(connection, recording_id)

    def delete_take(self, recording_id: str, ordinal: int) -> Recording:
        """Remove one take; the one before it is heard if it was the current one.

        Raises :class:`NotAllowedError` ``last_take``, and ``take_in_use`` (with a ``campaign``'s
        name) while a campaign that was approved with it is not over.
        """
        with self._database.write() as connection:
            recording = self._one(connection, recording_id)
            doomed = _take(recording, ordinal)
            others = [take.ordinal for take in recording.takes if take != doomed]
            if not others:
                raise NotAllowedError("last_take", name=recording.name)
            holding = [u.name for u in catalogue.uses(connection, recording_id, ordinal) if u.holds]
            if holding:
                raise NotAllowedError(
                    "take_in_use", name=recording.name, take=ordinal, campaign=holding[0]
                )
            if recording.take == doomed:
                heard = max((other for other in others if other < ordinal), default=others[0])
                catalogue.change(connection, recording_id, current=heard)
            catalogue.delete_take(connection, recording_id, ordinal)
        return self._swept(recording_id)

    def delete(self, recording_id: str) -> None:
        """Remove it from the library; drafts lose it, campaigns that are over forget it.

        Raises :class:`NotAllowedError` ``recording_in_use`` (with a ``campaign``'s name, and how
        many ``campaigns``) while one that was approved is not over.
        """
        with self._database.write() as connection:
            recording = self._one(connection, recording_id)
            uses = catalogue.uses(connection, recording_id)
            holding = [use.name for use in uses if use.holds]
            if holding:
                raise NotAllowedError(
                    "recording_in_use",
                    name=recording.name,
                    campaign=holding[0],
                    campaigns=len(holding),
                )
            for use in uses:
                catalogue.take_away(connection, use.campaign_id, recording.name)
            catalogue.delete_recording(connection, recording_id)
        self._sweep()

    def _one(self, connection: Connection, recording_id: str) -> Recording:
        return catalogue.get(connection, self._folder, recording_id)

    def _swept(self, recording_id: str) -> Recording:
        self._sweep()
        return self.get(recording_id)

    def _sweep(self) -> None:
        with self._database.write() as connection:
            self._shelf.sweep(catalogue.files(connection))


def _take(recording: Recording, ordinal: int) -> Take:
    found = next((take for take in recording.takes if take.ordinal == ordinal), None)
    if found is None:
        raise NotAllowedError("unknown_take", name=recording.name, take=ordinal)
    return found
