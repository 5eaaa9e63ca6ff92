"""A donor's repository made up from a seed: about 8,500 files, 40 MB a release, two releases, many commits.

It stands in where no real one is at hand, and flatters the server of a clone: made-up files resemble each
other less than real ones, so their objects lie in its pack ready to be sent.
"""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

TEXTS, IMAGES = 8200, 500
IMAGE_BYTES = 62_000
COMMITS, EDITED = 400, 60
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
    texts = [_text(chance) for _ in range(TEXTS)]
    yield _commit("beginning", 1, b"")
    yield _file("LICENSE", LICENSE.read_bytes())
    yield _file("index.php", b"<?php\nrequire 'app/awal.php';\n")
    yield _file("composer.json", b'{"name": "contoh/contoh", "require": {"php": "^8.1"}}\n')
    for number, text in enumerate(texts):
        yield _file(_text_path(number), text)
    for number in range(IMAGES):
        yield _file(f"assets/img/{number % 20}/{number}.png", chance.randbytes(IMAGE_BYTES))
    for mark in range(2, COMMITS + 1):
        yield _commit("work", mark, b"from :%d\n" % (mark - 1))
        for number in chance.sample(range(TEXTS), EDITED):
            texts[number] = _edited(texts[number], chance)
            yield _file(_text_path(number), texts[number])
    yield _tag("v1.0.0", COMMITS)
    yield _commit("second release", COMMITS + 1, b"from :%d\n" % COMMITS)
    chosen = chance.sample(range(TEXTS), CHANGED + REMOVED)
    for number in chosen[:CHANGED]:
        yield _file(_text_path(number), _edited(texts[number], chance))
    for number in chosen[CHANGED:]:
        yield f"D {_text_path(number)}\n".encode()
    for number in range(TEXTS, TEXTS + ADDED):
        yield _file(_text_path(number), _text(chance))
    yield _tag("v1.1.0", COMMITS + 1)
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


def _edited(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    lines[chance.randrange(1, len(lines) - 1)] = b"// " + " ".join(chance.choices(WORDS, k=9)).encode()
    return b"\n".join(lines)


def _text(chance: random.Random) -> bytes:
    lines = (" ".join(chance.choices(WORDS, k=9)) for _ in range(chance.randrange(20, 180)))
    return ("<?php\n// " + "\n// ".join(lines) + "\n").encode()
