"""Voicedesk: prepare, review and send voice campaigns, and watch them arrive."""

__version__ = "0.1.0"
