"""``voicedesk sandbox``: the local platform in the foreground."""

from pathlib import Path

import click

from voicedesk.base.errors import InputError, WorkspaceError


@click.command()
@click.option("--port", default=0, help="0: any free one.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder to keep; default: a new one.")
@click.option("--speed", default=1.0, help="Simulated seconds per second; 0: settles at once.")
@click.option("--client-id", help="Of the practice account.")
@click.option("--client-secret", help="Of the practice account.")
@click.option("--faults", type=click.Path(path_type=Path), help="JSON file of faults.")
@click.option("--verbose", is_flag=True, help="Log every call to standard error.")
@click.option("--json", "as_json", is_flag=True, help="The first line is JSON in any case.")
@click.option("--stop-with-stdin", is_flag=True, hidden=True)
def sandbox(
    port: int,
    data: Path | None,
    speed: float,
    client_id: str | None,
    client_secret: str | None,
    faults: Path | None,
    verbose: bool,
    as_json: bool,
    stop_with_stdin: bool,
) -> None:
    """Run the local platform: the whole Voice API, and no phone rings."""
    from voicedesk.sandbox.server import Options, serve

    del as_json  # the line is JSON with or without it
    if faults is not None and not faults.is_file():
        raise InputError("unreadable_file", file=str(faults))
    if data is not None:
        _make(data)
    options = Options(
        port=port,
        data=data,
        speed=speed,
        client_id=client_id,
        client_secret=client_secret,
        faults=faults,
        verbose=verbose,
        stop_with_stdin=stop_with_stdin,
    )
    try:
        serve(options)
    except WorkspaceError as error:
        if error.code == "in_use":
            raise WorkspaceError("platform_in_use", path=str(data)) from error
        raise


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError("not_writable", path=str(folder)) from error
