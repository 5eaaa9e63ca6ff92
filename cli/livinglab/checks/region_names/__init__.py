"""Names of regions that stayed in the code, so that one region's name would greet another's citizens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from livinglab.checks.check import Check, Evidence
from livinglab.checks.region_names.places import Named, in_path, scan
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.repository.names import printable

LARGEST = 2 << 20  # bytes of a file that people wrote
MOST_REGIONS = 10
MOST_PLACES = 3  # further files that one finding names
FEWEST_ALONE = 3  # a bare name this often, where no word beside it ever says that it is a region

_CODE = re.compile(
    r".+\.(php|phtml|inc|twig|tpl|html?|[cm]?[jt]sx?|vue|svelte|py|go|rb|java|kt|cs|dart|ejs|hbs|mustache|"
    r"ya?ml|json|xml|sql|ini|conf|toml)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r".+\.(png|jpe?g|gif|svg|webp|ico|pdf|docx?|xlsx?)", re.IGNORECASE)
# What others wrote, what machines wrote, and what is about the application rather than in it.
_NOT_OURS = re.compile(
    r"(^|/)(vendors?|node_modules|bower_components|third[_-]?party|tests?|spec|testdata|fixtures|examples?|docs?|"
    r"dist|build|\.[^/]+)/"
    r"|(^|/)(readme|license|licence|changelog|changes|contributing|authors|security)[^/]*$"
    r"|(^|/)(publiccode\.ya?ml|composer\.(json|lock)|package(-lock)?\.json|pnpm-lock\.yaml|\.env[^/]*)$"
    r"|[.-]min\.[cm]?js$|\.bundle\.js$|\.geojson$|\.map$",
    re.IGNORECASE,
)
_ASSETS = re.compile(r"(^|/)(assets|public|static)(?=/)", re.IGNORECASE)
_PACKED = re.compile(r"/(plugins?|libs?|vendors?|build)/", re.IGNORECASE)


@dataclass
class _Tally:
    """One region over the whole repository."""

    name: str
    sure: int = 0
    alone: int = 0
    places: list[tuple[str, int | None]] = field(default_factory=list)

    def add(self, path: str, named: Named) -> None:
        self.sure += named.sure
        self.alone += named.alone
        self.places.append((path, named.line))

    @property
    def counts(self) -> bool:
        return self.sure > 0 or self.alone >= FEWEST_ALONE


def _left(subject: Subject) -> Iterator[Evidence]:
    tallies: dict[str, _Tally] = {}
    for path, named in _named(subject):
        tallies.setdefault(named.name, _Tally(named.name)).add(path, named)
    told = sorted(
        (tally for tally in tallies.values() if tally.counts),
        key=lambda tally: (-tally.sure - tally.alone, tally.name),
    )
    for tally in told[:MOST_REGIONS]:
        path, line = tally.places[0]
        yield Evidence(path, line, _message(tally))


def _named(subject: Subject) -> Iterator[tuple[str, Named]]:
    ours = [entry for entry in subject.files if _is_ours(entry.path)]
    code = [entry for entry in ours if _CODE.fullmatch(entry.path)]
    for entry, found in subject.each("region-names", scan, code, most=LARGEST):
        yield from ((entry.path, named) for named in found)
    for entry in ours:
        if _PICTURE.fullmatch(entry.path):
            yield from ((entry.path, named) for named in in_path(entry.path))


def _is_ours(path: str) -> bool:
    assets = _ASSETS.search(path)
    return not (_NOT_OURS.search(path) or (assets and _PACKED.search(path, assets.end())))


def _message(tally: _Tally) -> Text:
    times, files = tally.sure + tally.alone, len(tally.places)
    others = [
        printable(path) if line is None else f"{printable(path)}:{line}"
        for path, line in tally.places[1 : 1 + MOST_PLACES]
    ]
    also = (
        Text(id=f"; juga {', '.join(others)}", en=f"; also {', '.join(others)}") if others else Text("", "")
    )
    return Text(
        id=f"'{tally.name}' tertulis {times} kali dalam {files} berkas, pertama di sini{also.id}.",
        en=f"'{tally.name}' appears {times} {'time' if times == 1 else 'times'} in {files} "
        f"{'file' if files == 1 else 'files'}, first here{also.en}.",
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "region-name",
        "warn",
        Text(
            id="Nama daerah tertulis tetap di dalam kode.",
            en="The name of a region is written into the code.",
        ),
        Text(
            id="Pindahkan nama, logo, dan domain daerah ke konfigurasi (misalnya APP_REGION di .env, dengan "
            "contohnya di .env.example), lalu pakai konfigurasi itu di templat.",
            en="Move the region's name, logo and domain to the configuration (APP_REGION in .env, say, with "
            "an example in .env.example), and have the templates use that.",
        ),
        _left,
    ),
)
