"""What a repository says of itself, drawn together into a draft of its publiccode.yml; it never invents."""

from livinglab.drafting.drawing import draw
from livinglab.drafting.model import Draft, Found, Question, Value
from livinglab.drafting.paper import written

__all__ = ["Draft", "Found", "Question", "Value", "draw", "written"]
