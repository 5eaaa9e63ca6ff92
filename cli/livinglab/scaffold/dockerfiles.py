"""What a donor's own Dockerfile says about the image that it makes."""

import json
import re
from dataclasses import dataclass

MOST_LINES = 2_000
PLAIN = re.compile(r"-{0,2}[A-Za-z0-9@/.][A-Za-z0-9._@/:+=-]{0,200}")


@dataclass(frozen=True)
class Dockerfile:
    """Facts of the last stage; empty when the file does not say."""

    port: int | None = None
    health_path: str | None = None
    healthy: bool = False
    volumes: tuple[str, ...] = ()
    workdir: str = ""
    user: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    command: tuple[str, ...] = ()
    """Of ENTRYPOINT and CMD in their list form, which needs no shell."""
    answers_http: bool = True


def read(text: str) -> Dockerfile:
    """Walk the instructions; only what stands after the last FROM counts."""
    instructions = joined(text)
    starts = [i for i, (word, _) in enumerate(instructions) if word == "FROM"]
    last = instructions[starts[-1] :] if starts else []
    checks = [rest for word, rest in last if word == "HEALTHCHECK" and not rest.upper().startswith("NONE")]
    path = re.search(r"https?://[^/\s\"']+(/[A-Za-z0-9/_.-]*)", checks[-1]) if checks else None
    return Dockerfile(
        port=port(last),
        health_path=path[1] if path else None,
        healthy=bool(checks),
        volumes=tuple(folder for word, rest in last if word == "VOLUME" for folder in folders(rest)),
        workdir=next((rest for word, rest in reversed(last) if word == "WORKDIR"), ""),
        user=next((rest for word, rest in reversed(last) if word == "USER"), ""),
        environment=tuple(pair for word, rest in last if word == "ENV" for pair in pairs(rest)),
        command=command(last),
        answers_http=answers_http(last),
    )


def joined(text: str) -> list[tuple[str, str]]:
    """Instructions with their continued lines in one."""
    lines = [line for line in text.splitlines()[:MOST_LINES] if not line.lstrip().startswith("#")]
    whole = re.sub(r"\\[ \t]*\n", " ", "\n".join(lines))
    parts = (line.strip().split(None, 1) for line in whole.splitlines())
    return [(part[0].upper(), part[1].strip()) for part in parts if len(part) == 2]


def port(instructions: list[tuple[str, str]]) -> int | None:
    """The first exposed port that is not HTTPS."""
    exposed = [
        int(n) for word, rest in instructions if word == "EXPOSE" for n in re.findall(r"\b(\d{2,5})\b", rest)
    ]
    plain = [number for number in exposed if number != 443 and 0 < number < 65_536]
    return plain[0] if plain else None


def folders(rest: str) -> list[str]:
    """The absolute folders of one VOLUME instruction, in either of its forms."""
    try:
        found = json.loads(rest) if rest.startswith("[") else rest.split()
    except ValueError:
        return []
    return [f for f in found if isinstance(f, str) and re.fullmatch(r"/[A-Za-z0-9/_.-]{1,200}", f)]


def command(instructions: list[tuple[str, str]]) -> tuple[str, ...]:
    """What the image runs, as far as it is written as lists of plain words."""
    found: list[str] = []
    for wanted in ("ENTRYPOINT", "CMD"):
        written = [rest for word, rest in instructions if word == wanted]
        try:
            words = json.loads(written[-1]) if written else []
        except ValueError:
            return ()
        if not isinstance(words, list) or not all(isinstance(w, str) and PLAIN.fullmatch(w) for w in words):
            return ()
        found += words
    return tuple(found)


def pairs(rest: str) -> list[tuple[str, str]]:
    """The assignments of one ENV instruction."""
    found = re.findall(r"([A-Za-z_]\w*)=(?:\"([^\"]*)\"|'([^']*)'|(\S*))", rest)
    if found:
        return [(name, double or single or bare) for name, double, single, bare in found]
    name, _, value = rest.partition(" ")
    return [(name, value.strip())] if value else []


def answers_http(instructions: list[tuple[str, str]]) -> bool:
    """An image of PHP-FPM speaks FastCGI: alone it answers no browser."""
    whole = " ".join(f"{word} {rest}" for word, rest in instructions).lower()
    speaks_fastcgi = "-fpm" in whole or "expose 9000" in whole
    return not (speaks_fastcgi and not re.search(r"nginx|caddy|apache|httpd|supervisor|frankenphp", whole))
