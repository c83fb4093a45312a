"""``voicedesk account``: the platform this workspace works with, and its credentials."""

from typing import TYPE_CHECKING, Any

import click

from voicedesk.base.errors import NotAllowedError, PlatformError
from voicedesk.base.words import tr
from voicedesk.cli import options
from voicedesk.cli.session import Session, ask_secret, print_json, say
from voicedesk.ui import wording

if TYPE_CHECKING:
    from voicedesk.api.account import Account
    from voicedesk.api.trial import Trial


@click.group()
def account() -> None:
    """The account: set, test, forget."""


@account.command(name="set")
@click.option("--platform", metavar="URL", help="One origin that serves the whole Voice API.")
@click.option("--token-url", metavar="URL", help="Of the token; default: production.")
@click.option("--content-url", metavar="URL", help="Base of the contents; default: production.")
@click.option("--rest-url", metavar="URL", help="Base of the mailings; default: production.")
@click.option("--client-id", required=True, help="The client id of the account.")
@click.pass_obj
def set_account(
    session: Session,
    platform: str | None,
    token_url: str | None,
    content_url: str | None,
    rest_url: str | None,
    client_id: str,
) -> None:
    """Keep addresses and client id here, the secret in the system's credential store.

    The secret is asked for, or read as one line of standard input.
    """
    from voicedesk.api.account import Account

    if not client_id.strip():
        raise NotAllowedError("empty_client_id")
    if platform is not None and (token_url or content_url or rest_url):
        raise NotAllowedError("two_addresses")
    if platform is not None:
        wished = Account.at_origin(client_id.strip(), platform)
    else:
        wished = Account.at(client_id.strip(), token_url or "", content_url or "", rest_url or "")
    with session.workspace(writing=True) as workspace:
        secret = ask_secret(wished.client_id)
        kept = wished.keep(secret, Account.stored(workspace.settings))
        workspace.change_settings(wished.as_settings())
    _say_set(wished, kept)


@account.command()
@options.as_json
@click.pass_obj
def test(session: Session, as_json: bool) -> None:
    """Sign in and read one mailing; nothing is changed on the platform."""
    from voicedesk.api.trial import try_out

    named = session.account()
    if named is None:
        raise PlatformError("no_account")
    with session.workspace(writing=False) as workspace:
        seconds = workspace.settings.sending_call_seconds
    with session.client(seconds) as client:
        trial = try_out(client)
    if as_json:
        print_json(_document(named, trial))
    if trial.error is not None:
        raise trial.error
    if not as_json:
        click.echo(tr("The account works: signed in, and read from the platform."))


@account.command()
@click.pass_obj
def forget(session: Session) -> None:
    """Remove the secret from the credential store, and addresses and client id from here."""
    from voicedesk.api.account import NO_ACCOUNT, Account

    with session.workspace(writing=True) as workspace:
        known = Account.stored(workspace.settings)
        if known is None:
            say(tr("No account was set."))
            return
        known.forget()
        workspace.change_settings(NO_ACCOUNT)
    say(tr("The account “{client_id}” is forgotten.", client_id=known.client_id))


def _say_set(wished: "Account", kept: bool) -> None:
    there = wished.endpoints
    say(tr("Account “{client_id}” on:", client_id=wished.client_id))
    for address in (there.token, there.content, there.rest):
        say(f"  {address}")
    if kept:
        say(tr("The secret is in the system's credential store."))
    else:
        say(
            tr(
                "This system has no credential store: the secret is not kept, and is asked for in"
                " each session (or put it in VOICEDESK_CLIENT_SECRET)."
            )
        )


def _document(named: "Account", trial: "Trial") -> dict[str, Any]:
    error = trial.error
    return {
        "ok": error is None,
        "client_id": named.client_id,
        "token_url": named.endpoints.token,
        "content_url": named.endpoints.content,
        "rest_url": named.endpoints.rest,
        "signed_in": trial.signed_in,
        "read": error is None,
        "error": None if error is None else error.code,
        "message": None if error is None else wording.sentence(error),
    }
