"""What a donor's compose file starts, and what it asks of the server that runs it."""

import re
from dataclasses import dataclass
from typing import Any

from livinglab.language import Text
from livinglab.scaffold import yaml_outline
from livinglab.scaffold.quoting import one_line
from livinglab.scaffold.tree import table

MOST_SERVICES = 60
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
INFRASTRUCTURE = re.compile(
    r"(^|/)(mysql|mysql-server|mariadb|postgres|postgis|timescaledb|redis|valkey|memcached|mongo|rabbitmq|mailpit|"
    r"mailhog|maildev|adminer|phpmyadmin|pgadmin4|minio|elasticsearch|opensearch|meilisearch|selenium|soketi)"
    r"([:@-]|$)"
)
WEB_NAMES = re.compile(r"web|nginx|app|backend|frontend|server|proxy|caddy|apache|api|php")
WEB_PORTS = ("80", "8080", "8000", "3000", "5000", "8081", "8888", "9000")
SECRET = re.compile(r"(?i)(password|passwd|secret|token|api_?key)")
HOST_FOLDER = re.compile(r"(/|~|\.\./|\.\.$|\$\{?HOME)")


@dataclass(frozen=True)
class Service:
    """One service: what the overlay has to change about it."""

    name: str
    image: str
    builds: bool
    sail: bool
    named: bool
    restarts: bool
    targets: tuple[str, ...]
    """Container ports that it publishes, as the file writes them (`80`, `${PORT:-80}`, `53/udp`)."""
    unclear_ports: bool
    raw: dict[str, Any]

    @property
    def infrastructure(self) -> bool:
        """Whether it is a database, a cache or a developer's helper."""
        return not self.builds and bool(INFRASTRUCTURE.search(self.image))


@dataclass(frozen=True)
class Outline:
    """The whole file."""

    services: tuple[Service, ...]
    volumes: tuple[str, ...]
    networks: tuple[str, ...]
    raw: dict[str, Any]

    @property
    def runs_application(self) -> bool:
        """Whether anything in it is the application; Laravel Sail is for a developer's laptop only."""
        return any(not (service.infrastructure or service.sail) for service in self.services)

    @property
    def web(self) -> tuple[str, int] | None:
        """The service that people's browsers talk to, and its port."""
        shown = [s for s in self.services if s.targets and not s.infrastructure]
        ranked = sorted(shown, key=lambda s: (web_rank(s), self.services.index(s)))
        if not ranked:
            return None
        return ranked[0].name, port_number(best_target(ranked[0].targets))


def web_rank(service: Service) -> int:
    rank = 0 if WEB_NAMES.search(service.name) else 2
    return rank if best_target(service.targets) in WEB_PORTS else rank + 1


def best_target(targets: tuple[str, ...]) -> str:
    return next((port for port in WEB_PORTS if port in targets), targets[0])


def port_number(target: str) -> int:
    found = re.findall(r"\d{2,5}", target)
    return int(found[-1]) if found else 80


def outline(content: bytes) -> Outline | None:
    """The outline, or None when the file is no compose file that we can read."""
    try:
        raw = table(yaml_outline.read(content))
    except (yaml_outline.Unreadable, RecursionError):
        return None
    services = [service(name, table(body)) for name, body in table(raw.get("services")).items()][
        :MOST_SERVICES
    ]
    if not services or not all(NAME.fullmatch(each.name) for each in services):
        return None
    return Outline(tuple(services), own(raw, "volumes"), own(raw, "networks"), raw)


def own(raw: dict[str, Any], kind: str) -> tuple[str, ...]:
    """Names of volumes or networks that the file itself makes under a fixed name."""
    found = table(raw.get(kind)).items()
    fixed = [
        n for n, body in found if table(body).get("name") and table(body).get("external") in (None, "false")
    ]
    return tuple(name for name in fixed if NAME.fullmatch(name))


def service(name: str, body: dict[str, Any]) -> Service:
    ports = body.get("ports")
    targets = [target(port) for port in ports] if isinstance(ports, list) else []
    return Service(
        name=name,
        image=str(body.get("image") or ""),
        builds="build" in body,
        sail="vendor/laravel/sail" in str(table(body.get("build")).get("context") or body.get("build") or ""),
        named="container_name" in body,
        restarts="restart" in body,
        targets=tuple(dict.fromkeys(t for t in targets if t)),
        unclear_ports=None in targets,
        raw=body,
    )


def target(port: object) -> str | None:
    """The container's side of a published port; None for ranges and for what cannot be read."""
    if isinstance(port, dict):
        found = str(port.get("target") or "")
        protocol = str(port.get("protocol") or "tcp")
        return (found if protocol == "tcp" else f"{found}/{protocol}") if valid_target(found) else None
    variables: list[str] = re.findall(r"\$\{[^}]*\}", str(port))
    masked = re.sub(r"\$\{[^}]*\}", "\0", str(port))
    last = masked.rpartition(":")[2]
    if "\0" in last:
        last = last.replace("\0", variables[-1])
    return last if valid_target(last) else None


def valid_target(text: str) -> bool:
    return bool(re.fullmatch(r"(\d{1,5}|\$\{[A-Za-z_]\w*(:?-\d{1,5})?\})(/(tcp|udp))?", text))


def risks(outline: Outline) -> tuple[Text, ...]:
    """What this file asks for beyond its containers; shown before anything is started."""
    found = [risk for each in outline.services for risk in of_service(each)]
    for kind, shown in (("networks", "jaringan"), ("volumes", "volume")):
        for name, body in table(outline.raw.get(kind)).items():
            if table(body).get("external") not in (None, "false"):
                found.append(outside(shown, kind, one_line(name)[:80]))
    if outline.raw.get("include"):
        found.append(Text("compose memuat berkas lain (include)", "compose includes other files"))
    return tuple(found)


def outside(shown: str, kind: str, name: str) -> Text:
    return Text(
        f"{shown} {name} bukan bagian aplikasi ini dan harus sudah ada di server",
        f"one of the {kind}, {name}, is not this application's and has to be on the server already",
    )


def of_service(service: Service) -> list[Text]:
    body, name = service.raw, service.name
    found = []
    if str(body.get("privileged")).lower() in ("true", "yes", "on"):
        found.append(
            Text(f"{name}: meminta privileged (kuasa penuh atas server)", f"{name}: asks for privileged")
        )
    for key in ("network_mode", "pid", "ipc", "userns_mode"):
        if body.get(key) == "host":
            found.append(Text(f"{name}: memakai {key} milik server", f"{name}: uses the server's own {key}"))
    for key in ("cap_add", "devices", "extends"):
        if body.get(key):
            found.append(Text(f"{name}: memakai {key}", f"{name}: uses {key}"))
    found += [risk for entry in entries(body.get("volumes")) for risk in of_mount(name, entry)]
    if any(written_secret(setting) for setting in settings(body)):
        found.append(
            Text(
                f"{name}: kata sandi tertulis di berkas compose donor; ganti di compose.lokal.yaml",
                f"{name}: a password stands in the donor's compose file; override it in compose.lokal.yaml",
            )
        )
    return found


def mount(entry: object) -> tuple[str, str]:
    """Source and path inside the container; the source is empty for an anonymous volume."""
    if isinstance(entry, dict):
        return str(entry.get("source") or ""), str(entry.get("target") or "")
    source, _, rest = str(entry).partition(":")
    return (source, rest.partition(":")[0]) if rest else ("", source)


def of_mount(name: str, entry: object) -> list[Text]:
    source, _ = mount(entry)
    if "docker.sock" in str(entry):
        return [Text(f"{name}: memegang docker.sock (kuasa penuh atas server)", f"{name}: holds docker.sock")]
    if HOST_FOLDER.match(source):
        shown = one_line(source)[:80]
        return [Text(f"{name}: memakai folder server {shown}", f"{name}: uses the server's folder {shown}")]
    return []


def entries(value: object) -> list[Any]:
    return value[:200] if isinstance(value, list) else []


def settings(body: dict[str, Any]) -> list[tuple[str, str]]:
    """The `environment` of a service in either of its forms."""
    found = body.get("environment")
    if isinstance(found, dict):
        return [(str(key), str(value or "")) for key, value in found.items()]
    pairs = (str(each).partition("=") for each in entries(found))
    return [(key, value) for key, _, value in pairs]


def written_secret(setting: tuple[str, str]) -> bool:
    key, value = setting
    in_address = re.search(r"[\w+]+:(?://)?[^\s:/@$]+:[^\s@$]+@|^\w+:[^\s@$:]+@", value)
    return bool((SECRET.search(key) and value and not value.startswith("$")) or in_address)
