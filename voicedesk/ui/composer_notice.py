"""What must be known of a campaign before it is changed: approved, withdrawn, sent, a template."""

from PySide6.QtWidgets import QWidget

from voicedesk.base.words import tr
from voicedesk.campaigns.campaign import Campaign, State
from voicedesk.campaigns.drafts import EDITABLE
from voicedesk.ui.composer_desk import CONTENT_CHANGED
from voicedesk.ui.parts.banner import Banner


class ComposerNotice(Banner):
    """Hidden for a draft that never was approved; its action is where to go on."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("warn", "", "", tr("Go to the sending"), parent=parent)
        self.setObjectName("composer-notice")
        self.action.setObjectName("composer-sending")
        self.hide()

    def show_campaign(self, campaign: Campaign, withdrawn: str | None) -> None:
        """``withdrawn``: why the approval is gone, None where it is not."""
        draft = campaign.state is State.DRAFT
        self.setVisible(campaign.is_template or withdrawn is not None or not draft)
        self.action.setVisible(campaign.is_template or not draft)
        self.action.setText(tr("Go to the sending"))
        if campaign.is_template:
            self.action.setText(tr("New campaign from it"))
            self.set_words(
                "accent",
                tr("This is a template"),
                tr("Campaigns made from it take over its choices. It is never sent itself."),
            )
        elif draft:
            self.set_words("warn", tr("The approval is withdrawn"), _why(withdrawn))
        elif campaign.state is State.APPROVED:
            self.set_words(
                "warn",
                tr("This campaign is approved"),
                tr("Any change withdraws the approval: it must be approved again."),
            )
        elif campaign.state not in EDITABLE:
            self.set_words(
                "accent", tr("This campaign was sent"), tr("It can no longer be changed.")
            )


def _why(withdrawn: str | None) -> str:
    if withdrawn == CONTENT_CHANGED:
        return tr(
            "The message or the people of a list are no longer those that were approved. Review it"
            " and approve it again."
        )
    return tr("The campaign changed. Review it and approve it again.")
