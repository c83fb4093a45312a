"""The workspace's tables. Times are UTC, ISO 8601 text; ids are ``[a-z0-9-]+`` text."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

contact_lists = Table(
    "contact_lists",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("phone_column", Integer, nullable=False),
    Column("label_columns", JSON, nullable=False),
    Column("created_at", Text, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("list_id", Text, ForeignKey("contact_lists.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),  # stable, and the order
    Column("row", Integer),  # the row number in the file, None for one typed here
    Column("cells", JSON, nullable=False),
    Column("original", Text, nullable=False),  # the number's cell as it arrived, for ever
    Column("number", Text, nullable=False),
    Column("e164", Text),
    Column("kind", Text),
    Column("reason", Text),
    Column("note", Text),
    Column("repair", Text),
    Column("duplicate_of", Integer),  # the position of the first of this E.164
    Index(None, "list_id", "e164"),
)

recordings = Table(
    "recordings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("container", Text),
    Column("codec", Text),
    Column("sample_rate", Integer),
    Column("channels", Integer),
    Column("duration_s", Float),
    Column("size_bytes", Integer, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("usable", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("content_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("url_encoded", Text, nullable=False),
    Column("uploaded_at", Text, nullable=False),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tag", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("purpose", Text),
    Column("media", Text),
    Column("recording_id", Text, ForeignKey("recordings.id")),
    Column("list_id", Text),  # the list may go, the campaign keeps its recipients
    Column("date", Text),  # with offset; None: at once
    Column("ping_url", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("asked", Text),  # "pause" or "cancel", left for the process that holds the lock
    Column("hold_until", Text),
    Column("platform", Text),  # the one it was first sent on; never another
    Column("created_at", Text, nullable=False),
    Column("approved_at", Text),
    Column("approved_by", Text),
    Column("approved_hash", Text),
)

chunks = Table(
    "chunks",
    metadata,
    Column("campaign_id", Text, ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),  # from 1
    Column("state", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("date", Text),
    Column("link", Text),
    Column("size", Integer, nullable=False),
    Column("posted_size", Integer),
    Column("payload_hash", Text),
    Column("attempt", Integer, nullable=False, default=0),
    Column("known_ids", JSON),  # what stood under the name before the attempt
    Column("sent_at", Text),
    Column("deadline", Text),
    Column("platform", Text),
    Column("mailing_id", Text),
    Column("answer_status", Integer),
    Column("answer", Text),
    Column("replaces", Integer),
    UniqueConstraint("platform", "mailing_id"),
)

recipients = Table(
    "recipients",
    metadata,
    Column("campaign_id", Text, ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("e164", Text, primary_key=True),
    Column("chunk", Integer, nullable=False),
    Column("position", Integer, nullable=False),  # of the contact, in its list
    Column("label", Text, nullable=False),
    Column("excluded", Text),  # the reason, when found at posting
    Column("message_id", Text),
    Column("status", Text),
    Column("description", Text),
    Column("status_at", Text),
    Index(None, "campaign_id", "chunk"),
)

exclusions = Table(
    "exclusions",
    metadata,
    Column("campaign_id", Text, ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("code", Text, nullable=False),
)

history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("campaign_id", Text, nullable=False),
    Column("chunk", Integer),
    Column("event", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Index(None, "campaign_id"),
)

readings = Table(
    "readings",  # what the watcher read, for the chart over time
    metadata,
    Column("campaign_id", Text, ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Text, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("wait", Integer, nullable=False),
    Column("on", Integer, nullable=False),
    Column("ok", Integer, nullable=False),
    Column("ko", Integer, nullable=False),
    Column("no", Integer, nullable=False),
    Column("optout", Integer, nullable=False),
)
