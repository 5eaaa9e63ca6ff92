"""What a new project carries of its framework before anybody has thought of a licence."""

import re

from livinglab.checks.licensing import wording

_OWNERS = (  # in the copyright notice of the framework's own licence
    ("Laravel", "taylor otwell"),
    ("CodeIgniter", "british columbia institute of technology"),
    ("CodeIgniter", "codeigniter foundation"),
    ("CodeIgniter", "ellislab"),
    ("Yii", "yii software"),
    ("Symfony", "fabien potencier"),
    ("CakePHP", "cake software foundation"),
    ("Slim", "josh lockhart"),
    ("WordPress", "wordpress foundation"),
    ("Drupal", "dries buytaert"),
    ("Laminas", "laminas project"),
    ("Phalcon", "phalcon team"),
)
_PACKAGES = (  # names of the packages that new projects are made from
    ("Laravel", r"laravel/(laravel|lumen|.{1,40}-starter-kit)"),
    ("CodeIgniter", r"codeigniter4?/(appstarter|framework|framework4|codeigniter4?|starter)"),
    ("Yii", r"yiisoft/(yii2|app|app-.{1,40}|yii-project-template)|[^/]{1,40}/yii2?-app-.{1,40}"),
    ("Symfony", r"symfony/(skeleton|website-skeleton|framework-standard-edition|symfony-demo)"),
    ("CakePHP", r"cakephp/app"),
    ("Slim", r"slim/slim-skeleton"),
    ("WordPress", r"(johnpbloch/wordpress|roots/bedrock|wordpress/wordpress)"),
    ("Drupal", r"drupal/(recommended-project|legacy-project)"),
    ("Laminas", r"(laminas/laminas-mvc-skeleton|zendframework/skeleton-application)"),
)
_DESCRIPTION = re.compile(  # as skeletons describe themselves
    r"the (?P<name>laravel|laravel lumen|codeigniter) framework( v4)?"
    r"|.{0,60}\b(?P<made>laravel|codeigniter|yii|symfony|cakephp|slim).{0,60}"
    r"\b(template|skeleton|starter|boilerplate)\b.{0,80}"
    r"|.{0,60}\bskeleton\b.{0,60}\b(?P<of>laravel|codeigniter|yii|symfony|cakephp|slim)\b.{0,80}"
    r"|a minimal (?P<least>symfony) project.{0,80}"
)
_NAMES = {"laravel lumen": "Laravel", "codeigniter": "CodeIgniter", "cakephp": "CakePHP"}
_RESERVED = "all rights reserved"
_WORDPRESS = "wordpress - web publishing software"
_SENTENCE = re.compile(  # in a README: about the framework's licence, not the application's
    r"\b(laravel|codeigniter|yii|symfony|cakephp|livewire|vue|react|framework)\b.{0,80}"
    r"\b(licen[cs]ed|open.sourced|released|dilisensikan)\b",
    re.IGNORECASE,
)


def of_text(text: str) -> str | None:
    """Return the framework whose licence this is, if nobody else claims a copyright in it."""
    if _WORDPRESS in text[:200].lower():
        return "WordPress"
    found = [_owner(line) for line in wording.notices(text) if line.strip(" .") != _RESERVED]
    return found[0] if found and all(found) else None


def of_package(name: str, description: str) -> str | None:
    """Return the framework whose skeleton this package's metadata still are."""
    given = name.lower().strip()
    named = next((framework for framework, pattern in _PACKAGES if re.fullmatch(pattern, given)), None)
    said = _DESCRIPTION.fullmatch(" ".join(description.lower().split()).rstrip("."))
    if named or said is None:
        return named
    word = next(found for found in said.groupdict().values() if found)
    return _NAMES.get(word, word.capitalize())


def speaks(line: str) -> bool:
    """Tell whether a line of a README speaks of a framework's licence."""
    return _SENTENCE.search(line[:400]) is not None


def _owner(notice: str) -> str | None:
    return next((name for name, owner in _OWNERS if owner in notice), None)
