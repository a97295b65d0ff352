"""A real single-node Apache Kafka (KRaft), from Maven artifacts, on loopback."""

import dataclasses
import functools
import os
import re
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
from pathlib import Path

from tests.parts import machine
from tests.parts.process import PartUnavailableError, Process, free_ports

POM = Path(__file__).with_name("kafka-pom.xml")
JAVA_AT_LEAST = 17
# Quick to start rather than quick at length: one cheap compiler, one cheap collector.
JVM_OPTIONS = (
    "-Xms128m",
    "-Xmx384m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)
SERVER_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listeners=PLAIN://127.0.0.1:{plain},SASL://127.0.0.1:{sasl},TLS://127.0.0.1:{tls},\
CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAIN://127.0.0.1:{plain},SASL://127.0.0.1:{sasl},TLS://127.0.0.1:{tls}
listener.security.protocol.map=\
PLAIN:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SASL_SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAIN
listener.name.sasl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
required user_{user}="{password}";
listener.name.sasl.scram-sha-256.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.tls.sasl.enabled.mechanisms=SCRAM-SHA-256
listener.name.tls.scram-sha-256.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.tls.ssl.keystore.location={keystore}
listener.name.tls.ssl.keystore.type=PKCS12
listener.name.tls.ssl.keystore.password={password}
log.dirs={data}

# As in production: topics are made by a command, and nothing else makes them.
auto.create.topics.enable=false

# One node, so one replica; few partitions and threads, because two cores run the tests too.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
num.partitions=1
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.dedupe.buffer.size=4194304

# After a SIGKILL the controller takes the broker back only when the dead one's session has run out.
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000

# A group forms at once instead of waiting for members that a test will not send.
group.initial.rebalance.delay.ms=0
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Sasl:
    """The listeners that ask for a name and a password."""

    bootstrap: str  # SASL_PLAINTEXT, with PLAIN or SCRAM-SHA-256
    tls_bootstrap: str  # SASL_SSL, with SCRAM-SHA-256
    username: str
    password: str
    ca_file: Path  # written at the first start


class GivenKafka:
    """A Kafka that somebody else runs; it can be used but not stopped."""

    is_ours = False

    def __init__(self, bootstrap: str) -> None:
        """Remember its address, `host:port`."""
        self.bootstrap = bootstrap

    def close(self) -> None:
        """Leave it as it is."""


class Kafka:
    """A Kafka of our own: same ports and same data from one start to the next, until `close`."""

    is_ours = True

    def __init__(self) -> None:
        """Choose ports and make the data folder; nothing runs yet.

        Raises:
            PartUnavailableError: no Java, no Maven, or the artifacts cannot be fetched.
        """
        self._java = find_java()
        self._libs = fetch()
        self._folder = Path(tempfile.mkdtemp(prefix="interparty-kafka-"))
        plain, sasl, tls, controller = free_ports(4)
        self._port = plain
        self.bootstrap = f"127.0.0.1:{plain}"
        self.sasl = Sasl(
            bootstrap=f"127.0.0.1:{sasl}",
            tls_bootstrap=f"127.0.0.1:{tls}",
            username="interparty",
            password=secrets.token_hex(12),
            ca_file=self._folder / "ca.pem",
        )
        self._keystore = self._folder / "keystore.p12"
        self._properties = self._folder / "server.properties"
        self._properties.write_text(
            SERVER_PROPERTIES.format(
                plain=plain,
                sasl=sasl,
                tls=tls,
                keystore=self._keystore,
                controller=controller,
                user=self.sasl.username,
                password=self.sasl.password,
                data=self._folder / "data",
            )
        )
        self._process = Process("kafka", self._folder)

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._process.pid

    def start(self) -> None:
        """Start the broker and wait until it takes requests."""
        if not (self._folder / "data").exists():
            self._make_certificate()
            self._format()
        self._process.start(
            self._jvm("kafka.Kafka", str(self._properties)),
            is_ready=functools.partial(_has_a_live_broker, self._port),
        )

    def stop(self) -> None:
        """Stop the broker in order, as an upgrade would."""
        self._process.end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the broker with SIGKILL, as a crash would."""
        self._process.end(signal.SIGKILL)

    def restart(self) -> None:
        """Start the broker again on the same ports and data, stopping it first if it runs."""
        self.stop()
        self.start()

    def ensure_running(self) -> None:
        """Start the broker if it does not run."""
        if not self.is_running():
            self.start()

    def is_running(self) -> bool:
        """Return whether the broker's process is alive."""
        return self._process.is_running()

    def log_tail(self, lines: int = 25) -> str:
        """Return the last lines that the broker logged (warnings and errors only)."""
        return self._process.log_tail(lines)

    def close(self) -> None:
        """End the broker and throw its data away."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make_certificate(self) -> None:
        """Make a key and a certificate that signs itself, so that it is its own authority."""
        keytool = [str(Path(self._java).resolve().with_name("keytool"))]
        keytool += ["-keystore", str(self._keystore), "-storepass", self.sasl.password]
        _run(
            *keytool,
            "-genkeypair",
            "-alias",
            "kafka",
            "-keyalg",
            "EC",
            "-dname",
            "CN=kafka",
            "-ext",
            "san=ip:127.0.0.1",
        )
        _run(*keytool, "-exportcert", "-rfc", "-alias", "kafka", "-file", str(self.sasl.ca_file))

    def _format(self) -> None:
        scram = f"SCRAM-SHA-256=[name={self.sasl.username},password={self.sasl.password}]"
        command = self._jvm("kafka.tools.StorageTool", "format", "--standalone")
        command += ["--config", str(self._properties), "--add-scram", scram]
        command += ["--cluster-id", "aW50ZXJwYXJ0eS10ZXN0cw"]
        _run(*command)

    def _jvm(self, main_class: str, *arguments: str) -> list[str]:
        return [self._java, *JVM_OPTIONS, "-cp", f"{self._libs}/*", main_class, *arguments]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def version() -> str:
    """Return the Kafka version that the pom names."""
    match = re.search(r"<kafka\.version>([^<]+)<", POM.read_text())
    assert match is not None
    return match.group(1)


def fetch() -> Path:
    """Return the folder with Kafka's jars, fetched by Maven the first time.

    Raises:
        PartUnavailableError: there is no Maven, or it cannot reach the artifacts.
    """
    folder = machine.CACHE / f"kafka-{version()}"
    if folder.exists():
        return folder
    with machine.alone():
        if folder.exists():
            return folder
        if shutil.which("mvn") is None:
            machine.install("maven", what="Maven")
        print(f"Kafka {version()}: fetching its artifacts", flush=True)
        fetched = folder.with_suffix(".partial")
        shutil.rmtree(fetched, ignore_errors=True)
        _run_maven(fetched)
        fetched.rename(folder)
    return folder


def _run_maven(into: Path) -> None:
    command = ["mvn", "--quiet", "--batch-mode", "-Dstyle.color=never", "--file", str(POM)]
    # By its full name, so that the version is the pom's and a failure says what failed.
    command += ["org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={into}"]
    done = machine.run(*command, what="Kafka")
    if done.returncode != 0:
        # One more try: the answer to a fetch that was cut short is the same fetch again.
        done = machine.run(*command, what="Kafka")
    if done.returncode != 0:
        errors = re.findall(r"\[ERROR\] (.*)", done.stdout) or ["it said nothing"]
        raise PartUnavailableError(f"Maven could not fetch Kafka: {errors[0]}")


def find_java() -> str:
    """Return a Java that can run the broker, installing one as root where there is none.

    Raises:
        PartUnavailableError: there is none and none can be installed.
    """
    found = _look_for_java()
    if found is None:
        with machine.alone():
            machine.install("openjdk-17-jre-headless", what=f"Java {JAVA_AT_LEAST}")
        found = _look_for_java()
    if found is None:
        raise PartUnavailableError(f"no Java of version {JAVA_AT_LEAST} or later was found")
    return found


def _look_for_java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    candidates = [f"{home}/bin/java"] if home else []
    candidates += ["java", *map(str, sorted(Path("/usr/lib/jvm").glob("*/bin/java")))]
    for candidate in candidates:
        path = shutil.which(candidate)
        if path is not None and _java_version(path) >= JAVA_AT_LEAST:
            return path
    return None


def _java_version(java: str) -> int:
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    match = re.search(r'version "(\d+)', done.stderr)
    return int(match.group(1)) if match else 0


def _has_a_live_broker(port: int) -> bool:
    """Ask for metadata, version 1, of no topics: only a broker that may lead partitions counts."""
    request = struct.pack(">hhihi", 3, 1, 1, -1, 0)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = connection.recv(12)
    except OSError:
        return False
    if len(answer) < 12:
        return False
    brokers: int = struct.unpack(">iii", answer)[2]
    return brokers >= 1
