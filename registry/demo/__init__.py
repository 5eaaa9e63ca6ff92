"""The whole story on loopback: donate, visit, publish, fetch, update, start the app, record its adoption.

Every step runs the real commands as a person would and checks what it left; the first that is not true
ends it.
"""

from contextlib import ExitStack
from pathlib import Path

from registry.demo import stage, story
from registry.demo.stage import StepFailed


def run(folder: Path, *, port: int, once: bool) -> int:
    """Play the demo in `folder`, made anew. 0 when every step was true; with `once` it then stops."""
    try:
        stage.begin(folder)
        with ExitStack() as stack:
            built = stage.build(stack, folder.absolute(), stage.free_port(port))
            story.tell(built)
            if not once:
                stage.stay(built)
    except StepFailed as failure:
        stage.say(f"\nThe demo stopped: {failure}")
        return 1
    return 0
