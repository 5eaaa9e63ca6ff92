"""How an application can be brought up: the sum of what its files tell, in one word."""

from typing import Literal

from livinglab.checks.deployment import containers, stacks
from livinglab.checks.subject import Subject

Readiness = Literal["container", "known-stack", "by-hand"]
_PAGES = ("index.html", *(f"{one}/index.html" for one in ("public", "dist", "docs", "site", "www")))
# What nobody brings up on a server: publiccode.yml's `softwareType`.
_NO_SERVICE = {"library", "addon", "configurationFiles", "standalone/mobile", "standalone/desktop"}


def of(subject: Subject) -> Readiness | None:
    """Return "container" where it has its own container files, "known-stack" where `livinglab fetch` knows
    its stack and adds them, else "by-hand"; None for what is no service at all."""
    if subject.once(containers.find):
        return "container"
    if any(not stack.folder for stack in subject.once(stacks.find)):
        return "known-stack"
    if subject.manifest and subject.manifest.software_type in _NO_SERVICE:
        return None
    return "known-stack" if _is_plain(subject) else "by-hand"


def _is_plain(subject: Subject) -> bool:
    """Whether it is PHP or pages without a framework, which `fetch` serves as they are, or builds."""
    if any(path in subject.by_path for path in _PAGES):
        return True
    if any(path.endswith(".php") and "/" not in path for path in subject.by_path):
        return True
    return "build" in stacks.manifest(subject, "package.json", "scripts")
