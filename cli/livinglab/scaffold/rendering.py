"""The overlay for a stack and a region's answers, as bytes."""

from livinglab.scaffold.answers import Answers
from livinglab.scaffold.overlay import Overlay
from livinglab.scaffold.stacks import Stack


def render(stack: Stack, answers: Answers) -> Overlay:
    """The same stack and the same answers give the same bytes."""
    raise NotImplementedError
