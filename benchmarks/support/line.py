"""A bad line: a TCP proxy that slows what comes from the server, or breaks the connection again and again.

`python line.py PORT SERVER_PORT BYTES_PER_SECOND DROP_AFTER`; 0 switches either off. A process of its own, so
that its work is counted to neither side.
"""

import socket
import struct
import sys
import threading
import time
from contextlib import suppress

CHUNK = 16 * 1024
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: the client sees a reset, as when a modem loses the line


class Line:
    """Everything that passes shares one rate; each connection breaks after so many bytes."""

    def __init__(self, rate: int, drop_after: int) -> None:
        self._rate, self._drop_after = rate, drop_after
        self._free_at = time.monotonic()
        self._lock = threading.Lock()

    def connect(self, client: socket.socket, server_port: int) -> None:
        """Carry one connection in both directions."""
        server = socket.create_connection(("127.0.0.1", server_port))
        threading.Thread(target=_carry, args=(client, server), daemon=True).start()
        threading.Thread(target=self._down, args=(server, client), daemon=True).start()

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        passed = 0
        try:
            while part := server.recv(CHUNK):
                self._wait(len(part))
                client.sendall(part)
                passed += len(part)
                if self._drop_after and passed >= self._drop_after:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    break
        except OSError:
            pass  # the client has left
        finally:
            _end(client, server)

    def _wait(self, count: int) -> None:
        if not self._rate:
            return
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + count / self._rate
            wait = self._free_at - time.monotonic()
        time.sleep(max(wait, 0))


def _carry(client: socket.socket, server: socket.socket) -> None:
    try:
        while part := client.recv(CHUNK):
            server.sendall(part)
        server.shutdown(socket.SHUT_WR)
    except OSError:
        _end(client, server)


def _end(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):  # it is closed already
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def main() -> None:
    """Listen until the process is ended."""
    port, server_port, rate, drop_after = map(int, sys.argv[1:5])
    line = Line(rate, drop_after)
    with socket.create_server(("127.0.0.1", port), backlog=64) as listening:
        while True:
            line.connect(listening.accept()[0], server_port)


if __name__ == "__main__":
    main()
