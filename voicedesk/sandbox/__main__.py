"""``python -m voicedesk.sandbox``: the platform without the rest of the program."""

import argparse
import sys
from pathlib import Path

from voicedesk.base.errors import InputError, PlatformError, VoicedeskError
from voicedesk.sandbox.server import Options, serve


def main(arguments: list[str] | None = None) -> int:
    """Exit codes as in the commands: 0, 1 input, 3 the port, 5 the data folder."""
    parser = argparse.ArgumentParser("python -m voicedesk.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--client-id")
    parser.add_argument("--client-secret")
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--stop-with-stdin", action="store_true")
    options = Options(**vars(parser.parse_args(arguments)))
    try:
        serve(options)
    except VoicedeskError as error:
        details = ", ".join(f"{name}: {value}" for name, value in error.details.items())
        sys.stderr.write(f"{error.code} ({details})\n")
        return 1 if isinstance(error, InputError) else 3 if isinstance(error, PlatformError) else 5
    return 0


if __name__ == "__main__":
    sys.exit(main())
