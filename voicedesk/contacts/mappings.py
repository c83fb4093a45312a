"""The mapping last used for each shape of file."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from voicedesk.base.database import Database
from voicedesk.base.ids import stamp
from voicedesk.base.schema import import_mappings
from voicedesk.contacts.mapping import Mapping


class Mappings:
    """Kept in a database whose tables exist (:meth:`Database.migrate`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recall(self, of: str) -> Mapping | None:
        """The mapping kept for this :func:`~voicedesk.contacts.mapping.shape`."""
        wanted = select(import_mappings.c.mapping).where(import_mappings.c.shape == of)
        with self._database.read() as connection:
            found = connection.scalar(wanted)
        if found is None:
            return None
        indexes = {name: tuple(found[name]) for name in ("phones", "labels")}
        return Mapping(**(found | indexes | {"skip": frozenset(found["skip"])}))

    def keep(self, of: str, mapping: Mapping) -> None:
        """Remember a mapping; the one before is forgotten."""
        values = {
            "mapping": asdict(mapping) | {"skip": sorted(mapping.skip)},
            "used_at": stamp(),
        }
        with self._database.write() as connection:
            new = insert(import_mappings).values(shape=of, **values)
            connection.execute(new.on_conflict_do_update(index_elements=["shape"], set_=values))
