"""Settings: the environment, read once and handed down. Nothing else reads it."""

from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from interparty_shared.errors import Misconfigured


class Settings(BaseSettings):
    """What every process understands. Each name is an environment variable after INTERPARTY_."""

    # A variable that is set to nothing is not set: so compose files and shells hand on what is not there.
    model_config = SettingsConfigDict(
        env_prefix="INTERPARTY_",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    bus_url: str = Field(
        "table:data/log.db", description="The log: kafka://host:9092,… or table:/path/to/log.db"
    )
    database_url: str = Field(
        "sqlite+aiosqlite:///data/{service}.db",
        description="The database: postgresql+asyncpg://… or sqlite+aiosqlite:///…; {service} is"
        " replaced by the service's name",
    )
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on")
    api_key: SecretStr | None = Field(None, description="A first key, with every scope")
    keys_file: Path | None = Field(
        None, description="File of hashed keys, written by `interparty keys`; read again on change"
    )
    public_read: bool = Field(False, description="Open reads to everyone, without a key")
    rules: Path | None = Field(None, description="Folder of the operator's own rule packs")
    patterns: bool = Field(
        False,
        description="Decide the rules of patterns over contacts; a worker holds five years of contacts in"
        " memory while it does",
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    max_body_bytes: int = Field(
        8 * 1024 * 1024, ge=1024, description="Largest body taken, before and after decompression"
    )
    max_event_bytes: int = Field(
        512 * 1024, ge=1024, description="Largest single event taken (the log refuses over 1 MiB)"
    )
    batch_size: int = Field(1000, ge=1, le=10_000, description="Records handled in one transaction")
    dead_limit: int = Field(
        100,
        ge=1,
        description="A worker stops when it would put aside more than this many records in 10"
        " minutes: so many at once is a bad deploy, not bad data",
    )
    public_url: str = Field(
        "", description="Address under which readers reach this server, for links in mail and feeds"
    )
    webhook_allow: str = Field(
        "", description="Networks (CIDR, commas) that webhooks may reach although they are private"
    )
    webhook_ports: str = Field("443,80", description="Ports that webhooks may be sent to")
    smtp_url: SecretStr | None = Field(
        None,
        description="Mail server: smtp://[user:password@]host:port (STARTTLS where offered) or smtps://…",
    )
    mail_from: str = Field("", description="Address that mail is sent from")
    websub_hub: str = Field("", description="WebSub hub that feeds name; empty: none")
    sync: str = Field(
        "",
        description="Registers to keep in step (commas): gb-commons, us-fara, …; with"
        " `=https://mirror` behind one that a mirror is asked for; empty: none",
    )
    sync_contact: str = Field(
        "", description="Address or page that registers are told to complain to (User-Agent)"
    )
    sync_folder: Path | None = Field(
        None, description="Folder for downloads of registers; empty: `data/spool`"
    )
    stream_readers: int = Field(
        2000, ge=0, description="Readers of the live stream at a time in one process"
    )
    kafka_security_protocol: str = Field(
        "PLAINTEXT", description="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"
    )
    kafka_sasl_mechanism: str | None = Field(
        None, description="PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"
    )
    kafka_username: str | None = Field(None, description="SASL user name")
    kafka_password: SecretStr | None = Field(None, description="SASL password")
    kafka_ca_file: Path | None = Field(None, description="CA certificates for TLS")
    kafka_cert_file: Path | None = Field(None, description="Client certificate for TLS")
    kafka_key_file: Path | None = Field(None, description="Client key for TLS")
    kafka_replication: int = Field(1, ge=1, description="Replicas of topics that are created")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.kafka_security_protocol.startswith("SASL") and not self.kafka_sasl_mechanism:
            raise ValueError(
                "INTERPARTY_KAFKA_SECURITY_PROTOCOL asks for SASL:"
                " set INTERPARTY_KAFKA_SASL_MECHANISM too"
            )
        if self.max_event_bytes > self.max_body_bytes:
            raise ValueError("INTERPARTY_MAX_EVENT_BYTES is larger than INTERPARTY_MAX_BODY_BYTES")
        return self

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Return the settings that the environment says; `given` ones come before it.

        Raises:
            Misconfigured: some are not possible; the message says which, and why.
        """
        try:
            return cls(**given)
        except ValidationError as error:
            raise Misconfigured(" ".join(_sentence(one) for one in error.errors())) from None

    def database_for(self, service: str) -> str:
        """Return the database URL of a service."""
        return self.database_url.replace("{service}", service)

    def refuse_shared_embedded(self) -> None:
        """Refuse to run one service alone on the embedded log.

        Raises:
            Misconfigured: the log is a file of one process, so no other service could read it.
        """
        if self.bus_url.startswith("table:"):
            raise Misconfigured(
                "INTERPARTY_BUS_URL is an embedded log, which one process owns: run `interparty up`"
                " for all services in one process, or point it at Kafka."
            )


def _sentence(error: Any) -> str:
    said = str(error["msg"]).removeprefix("Value error, ")
    name = "".join(f"INTERPARTY_{part}".upper() for part in error["loc"][:1])
    return f"{name}: {said}." if name else f"{said}."
