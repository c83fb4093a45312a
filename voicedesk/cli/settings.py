"""``voicedesk settings``: the workspace's typed settings, looked at and changed."""

import click

from voicedesk.base.errors import InputError
from voicedesk.base.settings import Settings, field_of, keys, load
from voicedesk.cli import options
from voicedesk.cli.session import Session, print_json


@click.group(invoke_without_command=True)
@options.as_json
@click.pass_context
def settings(context: click.Context, as_json: bool) -> None:
    """Show every setting, or get and set one."""
    if context.invoked_subcommand is None:
        _show(_in_force(context.obj), keys(), as_json)


@settings.command("get")
@click.argument("key")
@options.as_json
@click.pass_obj
def get(session: Session, key: str, as_json: bool) -> None:
    """Print the value of KEY, such as sending.hold_seconds."""
    found = _in_force(session)
    if key not in keys():
        raise InputError("unknown_setting", key=key)
    if as_json:
        _show(found, (key,), as_json)
    else:
        click.echo(getattr(found, field_of(key)))


@settings.command("set")
@click.argument("key")
@click.argument("value")
@click.pass_obj
def change(session: Session, key: str, value: str) -> None:
    """Store VALUE under KEY for good."""
    with session.workspace(writing=True) as workspace:
        workspace.change_setting(key, value)


def _in_force(session: Session) -> Settings:
    """Those of the file, over them those of the environment."""
    return load(session.home / "settings.json")


def _show(found: Settings, wanted: tuple[str, ...], as_json: bool) -> None:
    values = {key: getattr(found, field_of(key)) for key in wanted}
    if as_json:
        print_json(values)
        return
    for key, value in values.items():
        click.echo(f"{key} = {value}")
