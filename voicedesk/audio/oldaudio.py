"""pydub and audioop, imported where their warnings are kept quiet.

audioop is deprecated in Python 3.11 and 3.12 (from 3.13 on it is the package audioop-lts); pydub
holds invalid escapes and warns that no ffmpeg is installed, which is never asked for here. Import
this module inside functions: pydub is not needed before the first recording is opened.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import audioop

    from pydub import AudioSegment

__all__ = ["AudioSegment", "audioop"]
