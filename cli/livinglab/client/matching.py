"""The plain search of a folder or a cache, where no registry is at hand."""

import re

from livinglab.contract import Application, Hit, SearchAnswer

WEIGHTS = (("slug", 4.0), ("name", 4.0), ("categories", 2.0), ("publisher", 2.0), ("text", 1.0))


def matching(applications: list[Application], words: str, limit: int) -> SearchAnswer:
    """Return the applications that hold every word, best first."""
    wanted = re.findall(r"\w+", words.lower())
    listed = (application for application in applications if application.standing is None)
    scored = [(_score(application, wanted), application) for application in listed]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1].slug))
    hits = [
        Hit.model_validate({**_summary(application), "score": score}) for score, application in found[:limit]
    ]
    return SearchAnswer(items=hits, next=None, total=len(found), serial=0)


def _score(application: Application, wanted: list[str]) -> float:
    fields = _fields(application)
    total = 0.0
    for word in wanted:
        score = sum(weight for field, weight in WEIGHTS if word in fields[field])
        if not score:
            return 0.0
        total += score
    return total or 1.0


def _fields(application: Application) -> dict[str, str]:
    texts = [
        part
        for each in application.descriptions.values()
        for part in (each.short, each.long or "", *each.features)
    ]
    return {
        "slug": application.slug,
        "name": application.name.lower(),
        "categories": " ".join(application.categories).lower(),
        "publisher": application.publisher.name.lower(),
        "text": " ".join([*texts, *application.description.values()]).lower(),
    }


def _summary(application: Application) -> dict[str, object]:
    return {name: getattr(application, name) for name in Hit.model_fields if hasattr(application, name)}
