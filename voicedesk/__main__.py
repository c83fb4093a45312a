"""Start: ``voicedesk``, ``python -m voicedesk``, and the bundle."""

import sys
from pathlib import Path

from voicedesk.cli import main as run_command


def open_window(folder: Path | None, practice: bool) -> int:
    """The window; Qt is imported only now."""
    from voicedesk.app import run

    return run(folder, practice=practice)


def main() -> int:
    """Run and return the exit code."""
    return run_command(open_window)


if __name__ == "__main__":
    sys.exit(main())
