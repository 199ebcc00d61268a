"""A SIP server on loopback that registers one telephone, and answers a call with the code that the number ends with.

It rings before (180), where an 8 stands before the code it plays an announcement (183), where a 9 does nothing comes
before. A call to a number with code 000 does not end by itself.
"""

from __future__ import annotations

import re
import socket
from hashlib import md5
from threading import Thread

USER, PASSWORD = "1001", "sesame ;street"
_REALM, _NONCE = "office", "n0nce"


class SipServer:
    """The server. ``heard``: the methods of requests; ``called``, ``shown``: the numbers called and those they see;
    ``seconds``: how long a registration holds.
    """

    def __init__(self, *, seconds: int = 60) -> None:
        self.heard: list[str] = []
        self.called: list[str] = []
        self.shown: list[str] = []
        self.refuses = False
        self._seconds = seconds
        self._invitations: dict[str, str] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            data, peer = self._socket.recvfrom(65_536)
            if not data:
                return
            text = data.decode()
            if text.startswith("SIP/2.0") or not text.strip():
                continue
            for response in self._answer(text):
                self._socket.sendto(response, peer)

    def _answer(self, text: str) -> list[bytes]:
        method, uri, _version = text.partition("\r\n")[0].split()
        self.heard.append(method)
        match method:
            case "REGISTER":
                return [_response(text, *self._register(text))]
            case "INVITE":
                self._invitations[_header(text, "Call-ID")] = text
                user = uri.removeprefix("sip:").partition("@")[0]
                self.called.append(user)
                self.shown.append(_header(text, "From").partition("sip:")[2].partition("@")[0])
                return [_response(text, status) for status in _course(user)]
            case "CANCEL":
                invitation = self._invitations[_header(text, "Call-ID")]
                return [_response(text, "200 OK"), _response(invitation, "487 Request Terminated")]
            case "ACK":
                return []
        return [_response(text, "200 OK")]

    def _register(self, text: str) -> tuple[str, str]:
        if self.refuses:
            return "503 Service Unavailable", ""
        given = dict(re.findall(r'(\w+)="([^"]*)"', _header(text, "Authorization")))
        known = _hash(f"{USER}:{_REALM}:{PASSWORD}")
        if given.get("response") != _hash(f"{known}:{_NONCE}:{_hash('REGISTER:' + given.get('uri', ''))}"):
            return "401 Unauthorized", f'WWW-Authenticate: Digest realm="{_REALM}", nonce="{_NONCE}"\r\n'
        return "200 OK", f"Contact: {_header(text, 'Contact').partition(';expires')[0]};expires={self._seconds}\r\n"


def _course(user: str) -> list[str]:
    first = {"9": [], "8": ["183 Session Progress"]}.get(user[-4], ["180 Ringing"])
    return first if user.endswith("000") else [*first, f"{user[-3:]} No"]


def _hash(text: str) -> str:
    return md5(text.encode()).hexdigest()


def _header(text: str, name: str) -> str:
    match = re.search(rf"^{name}: *(.*?)\r$", text, re.MULTILINE | re.IGNORECASE)
    return "" if match is None else match[1]


def _response(request: str, status: str, more: str = "") -> bytes:
    vias = "".join(f"{via}\r\n" for via in re.findall(r"^(Via:.*?)\r$", request, re.MULTILINE))
    same = "".join(f"{name}: {_header(request, name)}\r\n" for name in ("From", "Call-ID", "CSeq"))
    to = f"To: {_header(request, 'To')};tag=there\r\n"
    return f"SIP/2.0 {status}\r\n{vias}{same}{to}{more}Content-Length: 0\r\n\r\n".encode()
