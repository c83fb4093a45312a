"""The words for every finding about a sound file: what it is, with its figure, and what to do.

Each code has a sentence without figures too, for what an older version kept or a caller does not
know. Placeholders are filled by :func:`voicedesk.ui.wording.audio_problem`.
"""

from dataclasses import dataclass

from voicedesk.base.words import mark


@dataclass(frozen=True)
class Finding:
    """``figures`` takes the place of ``message`` where all its values are known."""

    badge: str
    message: str
    fix: str
    figures: str = ""


FINDINGS = {
    # the file
    "unreadable": Finding(
        mark("Not readable"),
        mark("the file cannot be read"),
        mark("Check that it exists and may be opened."),
    ),
    "not_audio": Finding(
        mark("Not a sound"),
        mark("the file is not a sound file"),
        mark("Choose a sound file: MP3, WAV, M4A, OGG, FLAC, AIFF or WMA."),
    ),
    "empty": Finding(mark("Empty"), mark("the file is empty"), mark("Choose another file.")),
    "truncated": Finding(
        mark("Cut off"),
        mark("the file is cut off"),
        mark("Export it again from where it comes."),
        mark("the file is cut off: {duration_s} are left of {claimed_s}"),
    ),
    "unsupported": Finding(
        mark("Unknown kind"),
        mark("this kind of sound cannot be read"),
        mark("Save it as MP3 or WAV."),
        mark("this kind of sound cannot be read ({container})"),
    ),
    "too_big": Finding(
        mark("Too big"),
        mark("the file is larger than the platform takes (20 MB)"),
        mark("Save it as MP3, or shorten it."),
        mark("the file has {size_bytes}, {limit_bytes} are the most"),
    ),
    "too_long": Finding(
        mark("Too long"),
        mark("the message is too long to be handled"),
        mark("Shorten it."),
        mark("the message lasts longer than {limit_s}"),
    ),
    "header_lies": Finding(
        mark("Wrong duration"),
        mark("the file says another duration than it has"),
        mark("Nothing to do: what is really in it counts."),
        mark("the file says {claimed_s}, but lasts {duration_s}"),
    ),
    "wrong_suffix": Finding(
        mark("Misnamed file"),
        mark("the file's name does not fit its kind"),
        mark("Nothing to do: it is kept under the right name."),
        mark("the file's name does not fit its kind ({container})"),
    ),
    "converted": Finding(
        mark("Converted"),
        mark("the platform takes MP3 and WAV only"),
        mark("Nothing to do: it is converted to WAV."),
        mark("the platform takes MP3 and WAV only, this is {container}"),
    ),
    # the sound
    "too_short": Finding(
        mark("Too short"),
        mark("the message is shorter than 10 seconds"),
        mark("Record a longer message, or have silence added at its end."),
        mark("the message lasts {duration_s}, {limit_s} are the least"),
    ),
    "silent": Finding(
        mark("Silent"),
        mark("the message is silent"),
        mark("Record it again."),
        mark("the message is silent: nothing in it is above {limit_dbfs}"),
    ),
    "quiet": Finding(
        mark("Faint"),
        mark("the sound is faint: it will be hard to hear on a phone"),
        mark("Have its level raised, or record it again closer to the microphone."),
        mark("the sound is faint: {loudness_lufs}, below {limit_lufs} it is hard to hear"),
    ),
    "clipped": Finding(
        mark("Crackles"),
        mark("the sound is clipped: it crackles"),
        mark("Record it again, at a lower level."),
        mark("the sound is clipped in {places} places: it crackles"),
    ),
    "silence_inside": Finding(
        mark("Long pause"),
        mark("the message has a long pause: listeners take it for the end"),
        mark("Have the silences shortened."),
        mark("the longest pause lasts {longest_s}: above {limit_s}, listeners take it for the end"),
    ),
    "silence_ends": Finding(
        mark("Silence at the ends"),
        mark("there is silence at the beginning or the end"),
        mark("Have the ends trimmed."),
        mark("there are {start_s} of silence at the beginning and {end_s} at the end"),
    ),
    "one_sided": Finding(
        mark("One side only"),
        mark("only one side of the stereo sound can be heard"),
        mark("Use the side that is heard for both."),
        mark("one side of the stereo sound is {difference_db} fainter than the other"),
    ),
    "antiphase": Finding(
        mark("Cancels out"),
        mark("left and right cancel each other on a phone"),
        mark("Use one side for both."),
        mark("left and right cancel each other on a phone: {loss_db} are lost"),
    ),
    "dc_offset": Finding(
        mark("Off centre"),
        mark("the sound is off centre: it clicks where it begins and ends"),
        mark("Have it centred."),
        mark(
            "the sound is off centre by {offset_percent} ({limit_percent} at most):"
            " it clicks where it begins and ends"
        ),
    ),
    "lost_on_phone": Finding(
        mark("Lost on the phone"),
        mark("most of this sound is too high or too low for a phone"),
        mark("Use a voice, or another sound."),
        mark("a phone carries {lowest_hz} to {highest_hz}: {loss_db} of this sound are lost"),
    ),
}
