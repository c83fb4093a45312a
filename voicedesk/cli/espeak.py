"""The process in which a bundle's espeak-ng speaks: a bundle has no Python for a module."""

from pathlib import Path

import click


@click.command(hidden=True)
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("voice")
@click.argument("words_per_minute", type=int)
def espeak(folder: Path, voice: str, words_per_minute: int) -> None:
    """Speak FOLDER/text.txt into FOLDER/speech.wav."""
    from voicedesk.audio.espeak import speak_alone

    speak_alone(folder, voice, words_per_minute)
