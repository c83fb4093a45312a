"""A voice of this computer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """``id`` is ``engine:its own name``; ``language`` is a tag such as ``fr-FR``.

    ``engine`` is the name of the module that makes it speak: ``espeak``, ``sapi`` or ``say``.
    """

    id: str
    name: str
    language: str
    engine: str

    @property
    def key(self) -> str:
        """The engine's own name of it."""
        return self.id.partition(":")[2]
