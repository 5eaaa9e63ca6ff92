"""Which languages the application itself speaks, by its folders of translations."""

import re
from collections import defaultdict
from collections.abc import Iterator

from livinglab.drafting.describing import spoken_by_readme
from livinglab.drafting.ground import Ground
from livinglab.drafting.model import Found

MOST_LANGUAGES = 10  # a package of translations brings eighty, and the application speaks none of them
_NAMES = {"indonesian": "id", "indonesia": "id", "english": "en", "bahasa": "id"}
_TAG = r"([a-z]{2,3}(?:[_-][A-Z]{2})?|indonesian?|english)"
_FOLDERS = (
    re.compile(rf"(?:resources/)?lang/{_TAG}(?:/(.+)|\.json)"),
    re.compile(rf"app/Language/{_TAG}/(.+)"),
    re.compile(rf"(?:application|[a-z]{{2,20}}-app)/language/{_TAG}/(.+)"),
    re.compile(rf"(?:common/|backend/|frontend/)?messages/{_TAG}/(.+)"),
    re.compile(rf"(?:src/|app/|resources/js/)?(?:locales?|i18n)/{_TAG}(?:/(.+)|\.(?:json|ts|js|ya?ml))"),
    re.compile(rf"languages/[a-z0-9-]{{1,60}}-{_TAG}\.(?:po|mo)()"),
    re.compile(rf"lib/lang/locale/{_TAG}/(.+)"),
)
_FRAMEWORKS_OWN = re.compile(
    r"(auth|pagination|passwords|validation|http-statuses|actions)\.php|Validation\.php|index\.html|\.gitkeep|"
    r"(calendar|date|db|email|form_validation|ftp|imglib|migration|number|pagination|profiler|unit_test|upload)"
    r"_lang\.php"
)


def look(ground: Ground) -> Iterator[Found]:
    """Yield availableLanguages and localisationReady; a framework's own messages prove nothing."""
    found, doubtful = _folders(ground)
    if found:
        source, few = next(iter(found.values())), len(found) <= MOST_LANGUAGES
        yield Found("localisation.availableLanguages", tuple(sorted(found)), source, sure=few)
        ready = len(found) > 1
        yield Found("localisation.localisationReady", ready, source, sure=ready and few)
    elif doubtful and len(doubtful) <= MOST_LANGUAGES:
        source = next(iter(doubtful.values()))
        yield Found("localisation.availableLanguages", tuple(sorted(doubtful)), source, sure=False)
    language = spoken_by_readme(ground)
    if language and ground.readme_path:
        yield Found("localisation.availableLanguages", (language,), ground.readme_path, sure=False)
    if not found:
        yield Found("localisation.localisationReady", False, "lang/: 0", sure=False)


def _folders(ground: Ground) -> tuple[dict[str, str], dict[str, str]]:
    """Return the folder of each language with messages of the application's own, and of all others."""
    sure: dict[str, str] = {}
    every: dict[str, str] = defaultdict(str)
    for path in ground.folder.paths:
        for pattern in _FOLDERS:
            match = pattern.fullmatch(path)
            if match is None:
                continue
            language = _tag(match[1])
            place = path[: match.end(1)]
            every[language] = place
            if not _FRAMEWORKS_OWN.fullmatch(match[2] or ""):
                sure.setdefault(language, place)
    return sure, dict(every)


def _tag(name: str) -> str:
    return _NAMES.get(name, name.replace("_", "-"))
