"""What a campaign's report calls things, in the reader's language. Free of Qt, as the commands."""

from voicedesk.base.words import mark, tr
from voicedesk.campaigns.report import Kind
from voicedesk.ui import wording

_TITLES = {
    "figures": mark("Figures"),
    "batches": mark("Batches"),
    "people": mark("People"),
    "reasons": mark("Reasons"),
    "name": mark("Name"),
    "number": mark("Number"),
    "channel": mark("Channel"),
    "status": mark("Status"),
    "reason": mark("Reason"),
    "time": mark("Time"),
    "batch": mark("Batch"),
    "date": mark("Date"),
    "state": mark("State"),
    "mailing": mark("Number of the sending"),
    "campaign": mark("Campaign"),
    "message": mark("Message"),
    "sent_at": mark("Sent on"),
    "made_at": mark("Report made on"),
    "recipients": mark("People to call"),
    "called": mark("Called"),
    "optout": mark("Opt-outs"),
    "delivery_rate": mark("Delivery rate (%)"),
    "not_called": mark("Not called"),
    "over_time": mark("Since departure"),
    "outcomes": mark("Results"),
    "why_not": mark("Why not delivered"),
    "course": mark("Delivered · not delivered · unknown"),
}
# The fills of the light theme, as on paper; said again here, since look.py is Qt's.
_COLORS = {
    "ok": "#37986A",
    "ko": "#C9625A",
    "no": "#8B8793",
    "on": "#5B7FE0",
    "wait": "#D6D2C9",
}


class ReportWords:
    """:class:`~voicedesk.campaigns.report.Words`, as the window and the commands word things."""

    def title(self, name: str) -> str:
        return tr(_TITLES[name])

    def status(self, code: str | None) -> str:
        return wording.call_status(code)

    def channel(self, code: str | None) -> str:
        return wording.media(code)

    def reason(self, kind: Kind, code: str) -> str:
        if kind == "excluded":
            return wording.contact_problem(code).message
        if kind == "batch":
            return wording.chunk_state(code)
        return wording.description(code)

    def color(self, code: str) -> str:
        return _COLORS[code]


def purpose(code: str | None) -> str:
    """Why people are called."""
    known = {"contract": tr("Contract"), "prospecting": tr("Prospecting")}
    return known.get(code or "", "")
