"""Campaigns: drafts, review, approval, the outbox, sending and watching."""
