"""A donor's git server for the demo and the tests: real smart HTTP over `git http-backend`."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO

CHUNK = 1 << 16
LONGEST_HEADER = 8192


class DonorServer(ThreadingHTTPServer):
    """Serves every bare repository below a folder, read only."""

    daemon_threads = True

    def __init__(self, folder: Path, host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.folder = folder
        self.backend = f"{_git('--exec-path')}/git-http-backend"

    @property
    def url(self) -> str:
        """Where the repositories are, such as http://127.0.0.1:41234."""
        return f"http://{self.place}"

    @property
    def place(self) -> str:
        """Host and port, as `LIVINGLAB_PRIVATE_DONORS` wants them."""
        return f"{self.server_address[0]!s}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # git asks several times, and keeps its connection
    server: DonorServer

    def do_GET(self) -> None:
        """Hand the request to git http-backend."""
        self._run(b"")

    def do_POST(self) -> None:
        """Hand the request and its body to git http-backend."""
        self._run(self._body())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a demo prints enough."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(self._chunks())
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline(LONGEST_HEADER).split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline(LONGEST_HEADER)
        self.rfile.readline(LONGEST_HEADER)

    def _run(self, body: bytes) -> None:
        process = subprocess.Popen(
            [self.server.backend],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a donor's complaints about itself are not for the demo's terminal
            env=self._environment(body),
        )
        self.close_connection = True  # unless the answer gets to its end
        with process, suppress(BrokenPipeError, ConnectionResetError):
            assert process.stdin is not None  # noqa: S101 - a pipe, by the call above
            assert process.stdout is not None  # noqa: S101 - likewise
            threading.Thread(target=_feed, args=(process.stdin, body), daemon=True).start()
            self._answer(process.stdout)

    def _environment(self, body: bytes) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": os.devnull,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "REMOTE_ADDR": str(self.client_address[0]),
        }

    def _answer(self, output: IO[bytes]) -> None:
        headers = list(_headers(output))
        status = next((value for name, value in headers if name == "Status"), "200 OK")
        self.send_response(int(status.split()[0]))
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while part := output.read(CHUNK):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")
        self.close_connection = self.headers.get("Connection", "").lower() == "close"


def _feed(stream: IO[bytes], body: bytes) -> None:
    # ValueError: git was done, and who started it closed the stream before this thread came to run.
    with suppress(BrokenPipeError, ValueError), stream:
        stream.write(body)


def _headers(output: IO[bytes]) -> Iterator[tuple[str, str]]:
    while line := output.readline(LONGEST_HEADER).decode("latin-1").strip():
        name, _, value = line.partition(":")
        yield name.strip(), value.strip()


def _git(argument: str) -> str:
    ran = subprocess.run(["git", argument], check=True, capture_output=True, text=True)
    return ran.stdout.strip()


@contextmanager
def serve_donor(folder: Path, host: str = "127.0.0.1", port: int = 0) -> Iterator[DonorServer]:
    """Serve the bare repositories below `folder` until the block ends; port 0 takes a free one."""
    server = DonorServer(folder, host, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
