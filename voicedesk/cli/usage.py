"""A command line that cannot be understood, as one sentence in the person's language."""

import click
from click.exceptions import NoSuchCommand

from voicedesk.base.words import tr

_GLOBAL = ("--workspace", "--platform", "--client-id", "--verbose")


def usage_sentence(error: click.ClickException) -> str:
    """What is wrong with the command line, and where its help is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context is not None else "voicedesk"
    return f"{_problem(error, command)} " + tr("See: {command} --help", command=command)


def _problem(error: click.ClickException, command: str) -> str:
    match error:
        case NoSuchCommand():
            return tr("There is no command “{name}”.", name=error.command_name)
        case click.NoSuchOption() if error.option_name in _GLOBAL:
            return tr(
                "{name} stands before the command: voicedesk {name} … {command}.",
                name=error.option_name,
                command=command.removeprefix("voicedesk "),
            )
        case click.NoSuchOption():
            return tr("There is no option {name}.", name=error.option_name)
        case click.MissingParameter():
            return tr("{name} is missing.", name=_name(error.param))
        case click.BadParameter():
            return _bad_value(error)
        case click.BadOptionUsage():
            return tr("{name} needs a value.", name=error.option_name)
    return tr("There is a word too many in the command.")


def _bad_value(error: click.BadParameter) -> str:
    name = _name(error.param)
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return tr("{name} must be one of {choices}.", name=name, choices=", ".join(kind.choices))
    if kind is click.INT:
        return tr("{name} must be a whole number.", name=name)
    if kind is click.FLOAT:
        return tr("{name} must be a number.", name=name)
    return tr("The value of {name} cannot be used.", name=name)


def _name(parameter: click.Parameter | None) -> str:
    """As it is typed: ``--name``, or ``FILE`` for an argument."""
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return "" if parameter is None else parameter.human_readable_name.rstrip(".…")
