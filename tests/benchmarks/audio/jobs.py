"""What Voicedesk does with a sound, each deed in a process of its own: figures as JSON.

phone RAW FILE       decoded samples (44.1 kHz, stereo, 16 bits) → the phone's A-law in FILE
import FILE HOME     check, keep in the library, and make ready to be seen and heard
"""

import json
import resource
import sys
import time
from pathlib import Path

import av.filter  # noqa: F401 - what a window that has run for a while has loaded is not timed
import numpy as np
import soxr  # noqa: F401

from tests.benchmarks.audio.sounds import RAW_RATE
from voicedesk.audio import oldaudio  # noqa: F401
from voicedesk.audio.library import Recordings
from voicedesk.audio.phone import alaw
from voicedesk.audio.sound import Sound
from voicedesk.base.jobs import Job
from voicedesk.base.workspace import Workspace
from voicedesk.ui import tasks
from voicedesk.ui.rendition import draw

JOB = Job()


def phone(raw: Path, file: Path) -> dict[str, float]:
    sound = Sound(np.fromfile(raw, np.int16).reshape(-1, 2), RAW_RATE)
    started = time.perf_counter()
    file.write_bytes(alaw(sound))
    return {"seconds": time.perf_counter() - started}


def import_(file: Path, home: Path) -> dict[str, float]:
    """Seconds until the waveform can be drawn, and then until it can be played.

    And the most memory the process had, in MB.
    """
    with Workspace(home) as workspace:
        started = time.perf_counter()
        library = Recordings(workspace)
        recording = library.add(file, JOB)
        kept = time.perf_counter()
        rendition = draw(recording, JOB, library.fresh(recording))
        seen = time.perf_counter()
        rendition.write(JOB)
        playable = time.perf_counter()
        rendition.remove()
    return {
        "keep_s": kept - started,
        "show_s": seen - kept,
        "play_s": playable - seen,
        "seconds": seen - started,
        "duration_s": rendition.duration_s,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


JOBS = {"phone": phone, "import": import_}

if __name__ == "__main__":
    sys.setswitchinterval(tasks._SWITCH)  # as in the program while its window is open
    print(json.dumps(JOBS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))))
