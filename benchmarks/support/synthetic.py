"""A donor's repository made up from a seed: about 8,700 files, 40 MB packed, two releases."""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

TEXTS, IMAGES = 8200, 500
IMAGE_BYTES = 62_000
CHANGED, ADDED, REMOVED = 600, 180, 400
WORDS = [
    f"{first}{second}{third}" for first in "kmpst" for second in "aeiou" for third in ("ra", "ta", "n", "ngu")
]
LICENSE = Path(__file__).resolve().parents[2] / "LICENSE"


def build(place: Path) -> None:
    """Write the bare repository."""
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(place)], check=True)
    command = ["git", f"--git-dir={place}", "fast-import", "--quiet", "--done"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for part in _stream(random.Random(20_261_121)):  # noqa: S311 - the same repository each time
            importing.stdin.write(part)
        importing.stdin.close()
        assert importing.wait() == 0
    subprocess.run(["git", f"--git-dir={place}", "repack", "-adq", "--write-bitmap-index"], check=True)


def _stream(chance: random.Random) -> Iterator[bytes]:
    yield _commit("first release", 1, b"")
    yield _file("LICENSE", LICENSE.read_bytes())
    yield _file("index.php", b"<?php\nrequire 'app/awal.php';\n")
    yield _file("composer.json", b'{"name": "contoh/contoh", "require": {"php": "^8.1"}}\n')
    for number in range(TEXTS):
        yield _file(_text_path(number), _text(chance))
    for number in range(IMAGES):
        yield _file(f"assets/img/{number % 20}/{number}.png", chance.randbytes(IMAGE_BYTES))
    yield _tag("v1.0.0", 1)
    yield _commit("second release", 2, b"from :1\n")
    chosen = chance.sample(range(TEXTS), CHANGED + REMOVED)
    for number in chosen[:CHANGED]:
        yield _file(_text_path(number), _text(chance))
    for number in chosen[CHANGED:]:
        yield f"D {_text_path(number)}\n".encode()
    for number in range(TEXTS, TEXTS + ADDED):
        yield _file(_text_path(number), _text(chance))
    yield _tag("v1.1.0", 2)
    yield b"done\n"


def _commit(message: str, mark: int, parent: bytes) -> bytes:
    who = f"Ani <ani@example.invalid> {1_700_000_000 + mark * 86_400} +0700"
    head = f"commit refs/heads/main\nmark :{mark}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n"
    return f"{head}{message}\n".encode() + parent


def _tag(name: str, mark: int) -> bytes:
    return f"reset refs/tags/{name}\nfrom :{mark}\n\n".encode()


def _file(path: str, content: bytes) -> bytes:
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content)


def _text_path(number: int) -> str:
    return f"app/modul{number % 90}/bagian{number % 7}/berkas{number}.php"


def _text(chance: random.Random) -> bytes:
    lines = (" ".join(chance.choices(WORDS, k=9)) for _ in range(chance.randrange(20, 180)))
    return ("<?php\n// " + "\n// ".join(lines) + "\n").encode()
