"""The workspace's tables. Times are UTC, ISO 8601 text; ids are ``[a-z0-9-]+`` text."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
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
    Column("notes", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("shape", JSON, nullable=False),  # as it is after the changes in force
    Column("created_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("applied", Integer, nullable=False),  # the changes in force, from the first on
    Column("rows", Integer, nullable=False),
    Column("valid", Integer, nullable=False),
    Column("metadata", Text, nullable=False),  # the version of phonenumbers that judged
)

contact_changes = Table(
    "contact_changes",
    metadata,
    Column("list_id", Text, ForeignKey("contact_lists.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),  # from 1, without a gap
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Column("data", LargeBinary, nullable=False),  # the steps: voicedesk.contacts.journal
)

contact_blocks = Table(
    "contact_blocks",  # what of a change is too much for its row
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["list_id", "seq"],
        ["contact_changes.list_id", "contact_changes.seq"],
        ondelete="CASCADE",
    ),
)

import_mappings = Table(
    "import_mappings",  # what was chosen for files with these columns
    metadata,
    Column("shape", Text, primary_key=True),
    Column("mapping", JSON, nullable=False),
    Column("used_at", Text, nullable=False),
)

stop_numbers = Table(
    "stop_numbers",
    metadata,
    Column("key", Text, primary_key=True),  # the E.164, or its fingerprint
    Column("e164", BigInteger, index=True),  # None where only the fingerprint is kept
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("added_at", Text, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("given_on", Text, nullable=False),
    Column("expires_on", Text),
    Column("proof", Text),
    Column("proof_sha256", Text),
    Column("recorded_at", Text, nullable=False),
)

consent_numbers = Table(
    "consent_numbers",
    metadata,
    Column("e164", Integer, primary_key=True, autoincrement=False),  # the row's id: 64 bits
    Column("consent_id", Integer, ForeignKey("consents.id"), nullable=False),
)

consent_ended = Table(
    "consent_ended",  # withdrawn or replaced: kept to be shown
    metadata,
    Column("e164", Integer, primary_key=True, autoincrement=False),
    Column("consent_id", Integer, ForeignKey("consents.id"), primary_key=True),
    Column("ended_at", Text, nullable=False),
    sqlite_with_rowid=False,
)

recordings = Table(
    "recordings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("current", Integer, nullable=False),  # the ordinal of the take that is heard
    Column("created_at", Text, nullable=False),
)

takes = Table(
    "takes",
    metadata,
    Column("recording_id", Text, ForeignKey("recordings.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),  # from 1
    Column("origin", Text, nullable=False),
    Column("source", Text, nullable=False),  # the file as it came, which no edit touches
    Column("edits", JSON, nullable=False),
    Column("done", Integer, nullable=False),  # the deeds in force, from the first on
    Column("created_at", Text, nullable=False),
)

renditions = Table(
    "renditions",  # a take after so many of its deeds, as a file that can be sent
    metadata,
    Column("recording_id", Text, primary_key=True),
    Column("take", Integer, primary_key=True),
    Column("done", Integer, primary_key=True),
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
    ForeignKeyConstraint(
        ["recording_id", "take"], ["takes.recording_id", "takes.ordinal"], ondelete="CASCADE"
    ),
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
    Column("notes", Text, nullable=False, default=""),
    Column("purpose", Text),
    Column("channel", Text),
    Column("recording_id", Text, ForeignKey("recordings.id")),
    Column("take", Integer),  # the message's take that was approved, and is sent
    # A list may go, the campaign keeps its recipients.
    Column("list_ids", JSON, nullable=False, default=list),
    Column("date", Text),  # with offset; None: at once
    Column("zone", Text),  # the IANA name of the clock on which the date was chosen
    Column("ping_url", Text),
    Column("is_template", Boolean, nullable=False, default=False),
    # A call to the person's own telephone.
    Column("is_test", Boolean, nullable=False, default=False),
    Column("archived_at", Text),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("asked", Text),  # "pause" or "cancel", left for the process that holds the lock
    Column("hold_until", Text),
    Column("platform", Text),  # the one it was first sent on; never another
    Column("created_at", Text, nullable=False),
    Column("approved_at", Text),
    Column("approved_by", Text),
    Column("approved_hash", Text),
    # The codes of the warnings a person said yes to.
    Column("acknowledged", JSON, nullable=False, default=list),
)

chunks = Table(
    "chunks",
    metadata,
    Column("campaign_id", Text, ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),  # from 1
    Column("state", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("date", Text),
    Column("zone", Text, nullable=False),  # of the people: voicedesk.campaigns.zones
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
    Column("position", Integer, nullable=False),  # counted through all batches
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
    "history",  # append-only: triggers forbid the rest
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
