"""A real Asterisk on loopback, out of a throw-away folder: its telephone 1001, and the customers behind its trunk.

Numbers of the dial plan, in the context `outbound`:

- +8613800000001 to 5: the customers of `customer.py`, who do as their last digit says
- +8613800000006: a customer whose telephone rings for a second
- +8613800000008: a trunk that is not there
- +86199…: a trunk that answers with the SIP code of the last three digits (`sip_server.py`)
- any other number does not exist
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from callcenter.telephony import PhoneEvent, Ringing
from callcenter.telephony.lines import open_ami
from callcenter.telephony.options import AmiOptions, SipOptions
from callcenter.telephony.process import LineProcess
from tests.telephony.benches import ANSWERS, TALKS
from tests.telephony.courses import AGENT, NOW
from tests.telephony.ear import Ear, until
from tests.telephony.sip_server import SipServer
from tests.telephony.telephones import Customers, free_port, softphone

SECRET = "open sesame"
CALLER = "+8613800000002"
SUITES: Mapping[str, tuple[str, ...]] = {"16": ("bullseye",), "22": ("forky", "sid")}
"""Debian releases that have a version of Asterisk, the first that can be had counts."""

_INSTALL_SECONDS = 90
_STOP_SECONDS = 10
_HOOK = "/usr/share/mmdebstrap/hooks/merged-usr"
_MODULES = (
    *("res_timing_timerfd", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb", "res_pjproject"),
    *("res_pjsip", "res_pjsip_session", "res_pjsip_authenticator_digest", "res_pjsip_endpoint_identifier_user"),
    *(
        "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_registrar",
        "res_pjsip_pubsub",
        "res_pjsip_sdp_rtp",
        "res_pjsip_caller_id",
    ),
    *("res_rtp_asterisk", "chan_pjsip", "pbx_config", "app_dial", "app_senddtmf", "bridge_simple"),
    *("bridge_native_rtp", "codec_ulaw"),
)


class NoAsteriskError(Exception):
    """No Asterisk can be installed on this machine; its text is the reason."""


def install(version: str, folder: Path) -> Path:
    """Unpack a release with Asterisk; returns its root. Raises :class:`NoAsteriskError`."""
    if os.geteuid() != 0:
        raise NoAsteriskError("only root can unpack one")
    if not (shutil.which("mmdebstrap") and shutil.which("apt-get")):
        raise NoAsteriskError("mmdebstrap is not installed")
    reason = ""
    for suite in SUITES[version]:
        root = folder / suite
        try:
            made = subprocess.run(
                _unpacking(suite, root), check=False, capture_output=True, text=True, timeout=_INSTALL_SECONDS
            )
        except subprocess.TimeoutExpired:
            reason = f"{suite}: not within {_INSTALL_SECONDS} s"
        else:
            if made.returncode == 0:
                return root
            errors = [line for line in made.stderr.splitlines() if line.startswith("E: ")]
            reason = f"{suite}: {errors[0] if errors else f'exit {made.returncode}'}"
        shutil.rmtree(root, ignore_errors=True)
    raise NoAsteriskError(reason)


def _unpacking(suite: str, root: Path) -> list[str]:
    """Return the command that unpacks a release. Old ones have lists whose time is over."""
    known = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian"],
        check=False,
        capture_output=True,
        text=True,
    ).stdout.split()
    return [
        *("mmdebstrap", "--quiet", "--mode=root", "--variant=extract", f"--hook-dir={_HOOK}", "--include=asterisk"),
        *('--aptopt=APT::Install-Recommends "false"', '--aptopt=Acquire::Check-Valid-Until "false"'),
        *(suite, str(root), *known[:1]),
    ]


class Asterisk:
    """An exchange whose customers and codes listen on the ports given."""

    def __init__(self, root: Path, customers: int, codes: int, dead: int) -> None:
        self.port, self.sip = _tcp_port(), free_port()
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        (modules,) = {path.parent for path in (root / "usr/lib").rglob("asterisk/modules/app_dial.so")}
        conf = root / "etc/exchange"
        for path in (conf, *(root / name for name in ("run/exchange", "var/log/exchange", "var/spool/exchange"))):
            path.mkdir(parents=True, exist_ok=True)
        for name, text in _files(f"/{modules.relative_to(root)}", self.port, self.sip, customers, codes, dead).items():
            (conf / name).write_text(text)

    def start(self) -> None:
        """Start it; returns when managers can log in."""
        self._process = subprocess.Popen(
            ["chroot", str(self._root), "/usr/sbin/asterisk", "-f", "-C", "/etc/exchange/asterisk.conf"],
            stdin=subprocess.DEVNULL,
            stdout=(self._root.parent / "asterisk.log").open("ab"),
            stderr=subprocess.STDOUT,
        )
        until(self._answers)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._root.parent / "asterisk.log").read_text()[-2_000:]
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self.port), 1)) as connection:
            return connection.recv(9) == b"Asterisk "
        return False

    def kill(self) -> None:
        """Kill it, so that it says nothing more to anybody."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop it."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def _tcp_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return int(server.getsockname()[1])


def _files(modules: str, manager: int, sip: int, customers: int, codes: int, dead: int) -> dict[str, str]:
    """Return the exchange's configuration. The manager may do no more than docs/telephony.md asks for."""
    return {
        "asterisk.conf": f"""[directories]
astetcdir => /etc/exchange
astmoddir => {modules}
astvarlibdir => /var/lib/asterisk
astdbdir => /var/spool/exchange
astdatadir => /usr/share/asterisk
astspooldir => /var/spool/exchange
astrundir => /run/exchange
astlogdir => /var/log/exchange
""",
        "modules.conf": "[modules]\nautoload = no\n" + "".join(f"load = {name}.so\n" for name in _MODULES),
        "logger.conf": "[general]\n[logfiles]\nconsole => warning,error\n",
        "rtp.conf": "[general]\nrtpstart = 16000\nrtpend = 16200\n",
        "manager.conf": f"""[general]
enabled = yes
port = {manager}
bindaddr = 127.0.0.1
[callcenter]
secret = {SECRET}
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = call
write = originate,call
""",
        "pjsip.conf": f"""[loopback]
type = transport
protocol = udp
bind = 127.0.0.1:{sip}
[telephone](!)
type = endpoint
transport = loopback
disallow = all
allow = ulaw
direct_media = no
[1001](telephone)
context = outbound
auth = 1001
aors = 1001
[1001]
type = auth
auth_type = userpass
username = 1001
password = {SECRET}
[1001]
type = aor
max_contacts = 1
remove_existing = yes
[1002](telephone)
aors = 1002
[1002]
type = aor
contact = sip:1002@127.0.0.1:{dead}
[1003](telephone)
aors = 1003
[1003]
type = aor
max_contacts = 1
[trunk](telephone)
context = inbound
[trunk]
type = identify
endpoint = trunk
match = 127.0.0.1:{customers}
""",
        "extensions.conf": f"""[outbound]
exten => failed,1,Hangup()
exten => _+861380000000[1-5],1,Dial(PJSIP/trunk/sip:${{EXTEN}}@127.0.0.1:{customers},25)
 same => n,Hangup()
exten => +8613800000006,1,Dial(PJSIP/trunk/sip:+8613800000003@127.0.0.1:{customers},1)
 same => n,Hangup()
exten => +8613800000008,1,Dial(PJSIP/elsewhere/sip:${{EXTEN}}@127.0.0.1:{customers},25)
 same => n,Hangup()
exten => _+86199.,1,Dial(PJSIP/trunk/sip:${{EXTEN}}@127.0.0.1:{codes},25)
 same => n,Hangup()
[inbound]
exten => 1001,1,Dial(PJSIP/1001,20)
 same => n,Hangup()
""",
    }


class AgentTelephone:
    """The telephone 1001, which takes every call that it is to take."""

    def __init__(self, line: LineProcess) -> None:
        self.line = line
        self.takes_calls = True
        line.listen(self._hear)

    def _hear(self, event: PhoneEvent) -> None:
        if isinstance(event, Ringing) and self.takes_calls:
            self.line.answer(NOW)


class Office(Struct):
    """An exchange, its telephone, and its customers. ``secret_file``: with the manager's secret."""

    exchange: Asterisk
    telephone: AgentTelephone
    customers: Customers
    codes: SipServer
    secret_file: Path

    def is_quiet(self) -> bool:
        """Tell whether the agent's telephone is free."""
        return self.telephone.line.line is None

    def put_down(self) -> None:
        """Have the agent put the receiver down."""
        self.telephone.line.hang_up(NOW)

    def call_in(self, line: LineProcess, *, taken: bool) -> list[PhoneEvent]:
        """Have a customer call the agent, and hang up; returns what the line told."""
        ear, self.telephone.takes_calls = Ear(line), taken
        self.customers.order("call", CALLER, f"sip:1001@127.0.0.1:{self.exchange.sip}")
        ear.wait(2 if taken else 1)
        self.customers.order("end", CALLER)
        until(lambda: line.line is None)
        self.telephone.takes_calls = True
        return ear.wait(3 if taken else 2)

    def hand_over(self, line: LineProcess) -> list[PhoneEvent]:
        """Dial a customer, send them tones and hand them over to another; returns what the line told."""
        ear = Ear(line)
        line.place(TALKS, NOW, "hand-over")
        ear.wait(2)
        line.send_digits("1#")
        until(lambda: {"digit 1", "digit #"} <= set(self.customers.told))
        line.transfer(ANSWERS)
        return ear.wait(3)


@contextmanager
def office(root: Path) -> Iterator[Office]:
    """Run an exchange out of a folder that :func:`install` made."""
    folder = Path(tempfile.mkdtemp(dir=root.parent))
    secret = folder / "secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    customers, codes = Customers(folder), SipServer()
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as dead:
        dead.bind(("127.0.0.1", 0))
        exchange = Asterisk(root, customers.port, codes.port, dead.getsockname()[1])
        exchange.start()
        try:
            with registered(exchange.sip, secret) as telephone:
                yield Office(exchange, telephone, customers, codes, secret)
        finally:
            exchange.stop()
            customers.close()
            codes.close()


@contextmanager
def registered(sip: int, secret: Path) -> Iterator[AgentTelephone]:
    """Register the telephone 1001."""
    options = SipOptions(f"127.0.0.1:{sip}", "1001", str(secret), listen=f"127.0.0.1:{free_port()}")
    with softphone(options) as line:
        until(lambda: line.is_up)
        yield AgentTelephone(line)


@contextmanager
def workstation(port: int, secret: Path, extension: str = AGENT) -> Iterator[LineProcess]:
    """Open the line `ami` as the program does."""
    options = AmiOptions("127.0.0.1", port, "callcenter", str(secret), extension, "outbound", "{e164}")
    line = open_ami(options, lambda: NOW)
    try:
        until(lambda: line.is_up)
        yield line
    finally:
        line.close()
