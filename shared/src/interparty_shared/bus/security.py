"""How a client proves itself to Kafka, and Kafka to it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from interparty_shared.errors import Misconfigured

PROTOCOLS: Final = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS: Final = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


@dataclass(frozen=True, slots=True)
class KafkaSecurity:
    """What the `kafka_…` settings say; refuses to be made where they contradict each other."""

    protocol: str = "PLAINTEXT"
    mechanism: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise Misconfigured(problem)

    @property
    def is_sasl(self) -> bool:
        """Whether a name and a password are asked for."""
        return self.protocol.startswith("SASL")

    @property
    def is_tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.protocol.endswith("SSL")

    def _problems(self) -> list[str]:
        problems = []
        if self.protocol not in PROTOCOLS:
            problems.append(
                f"Kafka's security protocol is one of {', '.join(PROTOCOLS)},"
                f" not {self.protocol!r}."
            )
        if self.is_sasl and self.mechanism not in MECHANISMS:
            problems.append(
                f"{self.protocol} needs a SASL mechanism: one of {', '.join(MECHANISMS)},"
                f" not {self.mechanism!r}."
            )
        if self.is_sasl and (self.username is None or self.password is None):
            problems.append(f"{self.protocol} needs a user name and a password.")
        if not self.is_tls and (self.ca_file or self.cert_file or self.key_file):
            problems.append(
                f"Certificates are given for Kafka, but {self.protocol} does not encrypt:"
                " use SSL or SASL_SSL."
            )
        if (self.cert_file is None) != (self.key_file is None):
            problems.append(
                "A client certificate for Kafka needs its key, and a key its certificate."
            )
        return problems
