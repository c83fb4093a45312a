"""The account with which this workspace works: whose it is, and where its platform is."""

from dataclasses import dataclass

from voicedesk.api.client import VoiceClient
from voicedesk.api.models import Endpoints
from voicedesk.base import credentials
from voicedesk.base.address import is_service_address
from voicedesk.base.errors import NotAllowedError, PlatformError
from voicedesk.base.settings import Settings

_PRODUCTION = Endpoints()


@dataclass(frozen=True)
class Account:
    """Addresses and client id; the secret is not in it (:mod:`voicedesk.base.credentials`).

    Made by the class methods, which raise :class:`NotAllowedError` ``bad_platform`` for what is no
    address and :class:`PlatformError` ``insecure_platform`` for one that is not encrypted.
    """

    endpoints: Endpoints
    client_id: str

    @classmethod
    def at(cls, client_id: str, token: str = "", content: str = "", rest: str = "") -> "Account":
        """At these addresses; an empty one is the production platform's."""
        endpoints = Endpoints(
            _checked(token or _PRODUCTION.token),
            _as_base(_checked(content or _PRODUCTION.content)),
            _as_base(_checked(rest or _PRODUCTION.rest)),
        )
        if not endpoints.are_safe:
            raise PlatformError("insecure_platform", address=_unsafe(endpoints))
        return cls(endpoints, client_id)

    @classmethod
    def at_origin(cls, client_id: str, origin: str) -> "Account":
        """On a platform that serves everything from one origin, as the sandbox does."""
        there = Endpoints.of_origin(_checked(origin))
        return cls.at(client_id, there.token, there.content, there.rest)

    @classmethod
    def stored(cls, settings: Settings) -> "Account | None":
        """The account of the workspace's settings; None where none is set."""
        if not settings.platform_client_id:
            return None
        return cls.at(
            settings.platform_client_id,
            settings.platform_token_address,
            settings.platform_content_address,
            settings.platform_rest_address,
        )

    def as_settings(self) -> dict[str, str]:
        """What :meth:`stored` reads back; production addresses are left to the program."""
        here, there = self.endpoints, _PRODUCTION
        return {
            "platform.client_id": self.client_id,
            "platform.token_address": "" if here.token == there.token else here.token,
            "platform.content_address": "" if here.content == there.content else here.content,
            "platform.rest_address": "" if here.rest == there.rest else here.rest,
        }

    def secret(self) -> str:
        """See :func:`voicedesk.base.credentials.secret`."""
        return credentials.secret(self.endpoints.token, self.client_id)

    def keep(self, secret: str, former: "Account | None" = None) -> bool:
        """Keep the secret, and ``former``'s no longer; False where the system has no store.

        A secret that no setting leads to any more could never be forgotten.
        """
        if former is not None and former != self:
            former.forget()
        try:
            credentials.keep(self.endpoints.token, self.client_id, secret)
        except PlatformError as error:
            if error.code == "no_credential_store":
                return False
            raise
        return True

    def forget(self) -> None:
        """Take the secret out of the store; where there is none, nothing was kept."""
        try:
            credentials.forget(self.endpoints.token, self.client_id)
        except PlatformError as error:
            if error.code != "no_credential_store":
                raise

    def client(self, secret: str, call_seconds: float) -> VoiceClient:
        """A session with this account."""
        return VoiceClient(self.endpoints, self.client_id, secret, call_seconds=call_seconds)


NO_ACCOUNT = {
    "platform.client_id": "",
    "platform.token_address": "",
    "platform.content_address": "",
    "platform.rest_address": "",
}


def _checked(address: str) -> str:
    if not is_service_address(address):
        raise NotAllowedError("bad_platform", url=address)
    return address


def _as_base(address: str) -> str:
    return address if address.endswith("/") else f"{address}/"


def _unsafe(endpoints: Endpoints) -> str:
    every = (endpoints.token, endpoints.content, endpoints.rest)
    return next(address for address in every if address.startswith("http://"))
