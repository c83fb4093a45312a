"""The commands: the same core as the window, for scripts and for machines without a screen.

Exit codes: 0 done; 1 the input has an error; 2 usage, unknown id, not allowed in this state;
3 platform, network, credentials; 4 a person must decide; 5 the workspace cannot be opened;
70 an internal error; 130 interrupted.
"""

from voicedesk.cli.main import main

__all__ = ["main"]
