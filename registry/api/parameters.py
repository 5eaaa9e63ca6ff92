"""What parameters mean that many routes share, with an example each; a route's own words come first."""

from typing import Any, NamedTuple


class Meaning(NamedTuple):
    """What the description of the API says of a parameter of this name."""

    description: str
    example: Any = None


MEANINGS = {
    "accept-language": Meaning("the language of what is written for people: Indonesian, or English", "en"),
    "application": Meaning("an application's slug", "e-sakip"),
    "code": Meaning("its code", "32.11"),
    "cursor": Meaning("`next` of the page before"),
    "day": Meaning("the day of the dump, in Jakarta", "2026-11-22"),
    "delivery": Meaning("the delivery's id", "6f2c1b0e-8a53-4c39-9a5c-0d7a3f1e2b44"),
    "digest": Meaning("the file's SHA-256 in hexadecimal"),
    "experience": Meaning("the experience's number", 1),
    "identity": Meaning("its id"),
    "kind": Meaning("regions of this kind alone", "regency"),
    "lang": Meaning("`id` or `en`; else as `Accept-Language` has it", "en"),
    "limit": Meaning("at most so many"),
    "name": Meaning("the file's name, as the list of dumps has it"),
    "number": Meaning("its number, as the list has it", 1),
    "parent": Meaning("regions right below this one alone", "32"),
    "publisher": Meaning("the publisher's name in full"),
    "shelf": Meaning("the first two characters of the digest"),
    "showing": Meaning("which of them are listed"),
    "signature": Meaning("as the release names the path"),
    "slug": Meaning("its slug", "e-sakip"),
    "stage_month": Meaning("adoptions that recorded the stage in this month", "2026-11"),
    "state": Meaning("those with something in this state alone", "in-use"),
    "version": Meaning("the release's version; `latest` is the newest published one", "1.0.0"),
}


def explain(parameter: dict[str, Any]) -> None:
    """Say what a parameter of an operation means, unless its route does."""
    meaning = MEANINGS.get(parameter["name"].lower())
    if meaning is None or "description" in parameter:
        return
    parameter["description"] = meaning.description
    if meaning.example is not None:
        parameter["example"] = meaning.example
