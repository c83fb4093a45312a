"""Which stretch of a sound a waveform shows: zooming, scrolling, following. Seconds throughout."""

from dataclasses import dataclass, replace

CLOSEST_S = 0.2  # the shortest stretch that fills the width
_LEAD = 0.1  # of the view: so far from its left edge a playhead that is followed appears


@dataclass(frozen=True)
class View:
    """The stretch from ``start`` to ``start + span``, always inside 0 … ``duration``."""

    duration: float
    start: float
    span: float

    @staticmethod
    def whole(duration: float) -> "View":
        return View(duration, 0.0, duration)

    @property
    def end(self) -> float:
        return self.start + self.span

    @property
    def zoomed(self) -> bool:
        return self.span < self.duration

    def nearer(self, factor: float, at: float) -> "View":
        """``factor`` times as close; the second ``at`` stays where it is on the screen."""
        closest = min(CLOSEST_S, self.duration)
        span = min(self.duration, max(closest, self.span / factor))
        place = (at - self.start) / self.span if self.span > 0 else 0.0
        return replace(self, span=span).moved(at - place * span)

    def moved(self, start: float) -> "View":
        """Begin there, or as near as the sound's ends allow."""
        return replace(self, start=min(max(0.0, start), self.duration - self.span))

    def over(self, start: float, end: float) -> "View":
        """Show this stretch with a little on either side."""
        around = 0.05 * (end - start)
        closest = min(CLOSEST_S, self.duration)
        span = min(self.duration, max(closest, end - start + 2 * around))
        return replace(self, span=span).moved((start + end - span) / 2)

    def following(self, at: float) -> "View":
        """The same while ``at`` is in sight; else turned on, as a page."""
        if self.start <= at <= self.end:
            return self
        return self.moved(at - _LEAD * self.span)
