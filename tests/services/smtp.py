"""A mail server on this machine that takes every message, or refuses every recipient."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """Where it listens, what it does with recipients, and what it took."""

    port: int
    is_refusing: bool = True
    taken: list[str] = field(default_factory=list)


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run the server for as long as it is needed."""

    class Session(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 ready")
            for raw in self.rfile:
                command = raw.decode().strip()
                verb = command[:4].upper()
                if verb == "RCPT" and server_state.is_refusing:
                    self.say(f"550 no such mailbox: {command[8:]}")
                elif verb == "DATA":
                    self.say("354 go on")
                    message = b""
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        message += line
                    server_state.taken.append(message.decode())
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        server_state = MailServer(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server_state
        finally:
            server.shutdown()
