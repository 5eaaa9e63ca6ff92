"""The room that turns a donor's tree into one that a region can run: detection, overlay, `.env`.

The public interface, all re-exported here; nothing below imports jinja2 before `render` is called::

    detect(listing: Listing) -> Stack
        Listing: `.paths: Sequence[str]`, `.read(path, max_bytes) -> bytes | None` (None: no file).
        Never runs or imports anything of the donor's; reads a few small files.

    render(stack: Stack, answers: Answers) -> Overlay
        Overlay.machine: dict[path, File]   rendered again at each update and at `configure`
        Overlay.region:  dict[path, File]   written once, then the region's own: compose.lokal.yaml,
                                            README.daerah.md, .livinglab/answers.toml
        Overlay.id, Overlay.sha256          for the lock; the same stack and answers give the same bytes
        Overlay.risks: tuple[Text, ...]     what the donor's own compose file asks for beyond its container
        File(content: bytes, executable: bool)
        raises ScaffoldError (`.text: Text`)

    Answers(region_code, region_name, slug, app_name, version, donor_name, donor_url, license, domain=None,
            contact=None)
        checked when made: raises AnswerRefused (a ScaffoldError). For `update` and `configure`:
        `Answers.read(answers_toml: bytes, slug=..., app_name=..., ...)` adds what the file says.

    environment.plan(example: bytes | None, schema: bytes | None, stack: Stack) -> list[Variable]
        example = the bytes of `stack.env_example` in the tree (None: it has none),
        schema = overlay.machine[".livinglab/env.schema.toml"].content
    environment.write_new(path, variables) -> Written(generated, to_fill)
        O_CREAT|O_EXCL|O_NOFOLLOW, 0600; FileExistsError when there is one already
    environment.append_new(path, variables) -> Appended(added, unknown)
        only appends keys that the file does not know; no value is ever changed or re-rolled
    environment.refuse_tracked(paths) -> None
        raises TrackedEnvironment (a ScaffoldError) when the donor's tree carries a `.env`

    EXCLUDED: lines for `.git/info/exclude`
"""

from livinglab.scaffold.answers import AnswerRefused, Answers
from livinglab.scaffold.detection import detect
from livinglab.scaffold.errors import ScaffoldError
from livinglab.scaffold.overlay import File, Overlay
from livinglab.scaffold.rendering import render
from livinglab.scaffold.stacks import Listing, Stack

EXCLUDED = ("/.env", "/.env.*.bak", "/.livinglab/cadangan/")

__all__ = [
    "EXCLUDED",
    "AnswerRefused",
    "Answers",
    "File",
    "Listing",
    "Overlay",
    "ScaffoldError",
    "Stack",
    "detect",
    "render",
]
