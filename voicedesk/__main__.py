"""Start: ``voicedesk``, ``python -m voicedesk``, and the bundle."""

import sys
from pathlib import Path


def open_window(folder: Path | None, practice: bool) -> int:
    """The window; Qt is imported only now."""
    from voicedesk.app import run

    return run(folder, practice=practice)


def main() -> int:
    """Run and return the exit code."""
    try:
        # Only now, so that Ctrl-C while it loads ends without a traceback.
        from voicedesk.cli import main as run_command

        return run_command(open_window)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
