"""The peer: an ASGI application that returns bytes from memory, and nothing else.

`python bare.py PORT FOLDER` answers /a/b with the file `a_b` of the folder.
"""

import asyncio
import sys
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send


class Bare:
    """Two messages an answer; less is not HTTP."""

    def __init__(self, folder: Path) -> None:
        self._bodies = {file.name: file.read_bytes() for file in folder.iterdir()}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer with the bytes of a path."""
        body = self._bodies[scope["path"].strip("/").replace("/", "_")]
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    # The options are those of `python -m registry serve`, as far as they touch a request.
    config = uvicorn.Config(Bare(Path(sys.argv[2])), port=int(sys.argv[1]), access_log=False, lifespan="off")
    asyncio.run(uvicorn.Server(config).serve())
