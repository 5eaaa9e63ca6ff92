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
    ("WordPress", "wordpress"),
    ("Drupal", "dries buytaert"),
    ("Laminas", "laminas project"),
    ("Phalcon", "phalcon team"),
)
_PACKAGES = (  # names of the packages that new projects are made from
    ("Laravel", r"laravel/(laravel|lumen|.{1,40}-starter-kit)"),
    ("CodeIgniter", r"codeigniter4?/(appstarter|framework|framework4|codeigniter4?|starter)"),
    ("Yii", r"yiisoft/(yii2-app-.{1,40}|yii2|app|app-.{1,40}|yii-project-template)"),
    ("Symfony", r"symfony/(skeleton|website-skeleton|framework-standard-edition|symfony-demo)"),
    ("CakePHP", r"cakephp/app"),
    ("Slim", r"slim/slim-skeleton"),
    ("WordPress", r"(johnpbloch/wordpress|roots/bedrock|wordpress/wordpress)"),
    ("Drupal", r"drupal/(recommended-project|legacy-project)"),
    ("Laminas", r"(laminas/laminas-mvc-skeleton|zendframework/skeleton-application)"),
)
_DESCRIPTIONS = (
    ("Laravel", r"(the laravel framework|the skeleton application for the laravel framework|the laravel lumen"
     r" framework|the official laravel .{1,60})"),
    ("CodeIgniter", r"(the codeigniter framework( v4)?|codeigniter4 starter app|"
     r"the application development framework.{0,60})"),
    ("Yii", r"yii 2 (basic|advanced) project template"),
    ("Symfony", r"a minimal symfony project.{0,80}"),
    ("CakePHP", r"cakephp skeleton app"),
    ("Slim", r"a slim framework skeleton application.{0,60}"),
)  # fmt: skip
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
    found = [_owner(line) for line in wording.notices(text)]
    return found[0] if found and all(found) else None


def of_package(name: str, description: str) -> str | None:
    """Return the framework whose skeleton this package's metadata still are."""
    said = " ".join(description.lower().split()).rstrip(".")
    for known, given in ((_PACKAGES, name.lower().strip()), (_DESCRIPTIONS, said)):
        for framework, pattern in known:
            if re.fullmatch(pattern, given):
                return framework
    return None


def speaks(line: str) -> bool:
    """Tell whether a line of a README speaks of a framework's licence."""
    return _SENTENCE.search(line[:400]) is not None


def _owner(notice: str) -> str | None:
    if notice.strip(" .") == "all rights reserved":
        return "any"
    return next((name for name, owner in _OWNERS if owner in notice), None)
