"""What a campaign costs by the user's own tariff: a price for each call, by channel."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from voicedesk.api.models import Media
from voicedesk.base.settings import Settings
from voicedesk.campaigns.groups import Group


@dataclass(frozen=True)
class Cost:
    """An amount of money; ``currency`` as in the settings, an ISO 4217 code."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Tariff:
    """Prices per call; one that is not known is 0."""

    prices: dict[Media, Decimal]
    currency: str

    @classmethod
    def of(cls, settings: Settings) -> "Tariff":
        # By way of its text: a price of 0.07 is seven hundredths and nothing else.
        prices = {
            Media.VOICE: Decimal(str(settings.tariff_voice)),
            Media.VOICEMAIL: Decimal(str(settings.tariff_voicemail)),
        }
        return cls(prices, settings.tariff_currency)

    def cost(self, groups: Iterable[Group]) -> Cost | None:
        """What calling these costs at most; None while the price of one of them is not known."""
        people = [(self.prices[group.media], len(group.people)) for group in groups]
        if not people or any(not price for price, _ in people):
            return None
        return Cost(sum((price * count for price, count in people), Decimal()), self.currency)
