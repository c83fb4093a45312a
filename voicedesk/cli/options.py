"""Options that several commands have."""

import click

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object and nothing else.")
country = click.option(
    "--country", default="FR", help="Where numbers without a country code are; default: FR."
)
column = click.option(
    "--column", metavar="NAME", help="The column of the numbers; default: guessed."
)
