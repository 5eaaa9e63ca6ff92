"""The closed subset of Jinja that overlays are written in: values, `if`, `for` over a named list. No code.

The parsed template is walked and anything outside the list is refused before it runs. Every value has to pass
exactly one quoting filter, so none can be forgotten.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from livinglab.language import Text
from livinglab.scaffold.errors import ScaffoldError
from livinglab.scaffold.quoting import FILTERS

Value = str | bool | Sequence[str]

LARGEST_TEMPLATE = 65_536
LARGEST_OUTPUT = 1_048_576
MOST_NODES = 4_000
LONGEST_LIST = 500
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.For,
    nodes.Filter,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
COMPARISONS = ("eq", "ne", "in", "notin")


class TemplateRefused(ScaffoldError):
    """The template wants more than the subset gives."""

    def __init__(self, template: str, why: str, at_line: int = 0) -> None:
        place = f"{template}:{at_line}" if at_line else template
        super().__init__(Text(f"Templat {place} ditolak: {why}.", f"Template {place} is refused: {why}."))


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """One sandbox without globals, tests or usual filters: the walk is the first wall, this the second."""
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.tests.clear()
    made.filters.clear()
    made.filters.update(FILTERS)
    return made


def fill(template: str, values: Mapping[str, Value], *, called: str = "template") -> str:
    """The template's text with the values in it."""
    if len(template) > LARGEST_TEMPLATE:
        raise TemplateRefused(called, "too large")
    try:
        tree = environment().parse(template)
    except (TemplateSyntaxError, RecursionError) as problem:
        raise TemplateRefused(called, f"syntax ({problem})") from problem
    inspect(tree, frozenset(values), called)
    bounded(values, called)
    output = ""
    for piece in environment().from_string(tree).generate(dict(values)):
        output += piece
        if len(output) > LARGEST_OUTPUT:
            raise TemplateRefused(called, "output too large")
    return output


def bounded(values: Mapping[str, Value], called: str) -> None:
    """Only texts, truths and short lists of texts go into a template."""
    for key, value in values.items():
        if isinstance(value, (str, bool)):
            continue
        is_list = isinstance(value, (list, tuple)) and len(value) <= LONGEST_LIST
        if not is_list or not all(isinstance(item, str) for item in value):
            raise TemplateRefused(called, f"value {key}")


def inspect(tree: nodes.Template, known: frozenset[str], called: str) -> None:
    """Walk with a stack of our own, so that deep nesting is counted and not recursed into."""
    waiting: list[tuple[nodes.Node, frozenset[str], bool]] = [(tree, known, False)]
    count = 0
    while waiting:
        node, names, inside_for = waiting.pop()
        count += 1
        if count > MOST_NODES:
            raise TemplateRefused(called, "too many parts")
        if not isinstance(node, ALLOWED):
            raise TemplateRefused(called, f"{type(node).__name__} is not allowed", node.lineno)
        why = objection(node, names, inside_for=inside_for)
        if why:
            raise TemplateRefused(called, why, node.lineno)
        if isinstance(node, nodes.For):
            names, inside_for = names | {target(node)}, True
        waiting += [(child, names, inside_for) for child in node.iter_child_nodes()]


def target(loop: nodes.For) -> str:
    return loop.target.name if isinstance(loop.target, nodes.Name) else ""


def objection(node: nodes.Node, names: frozenset[str], *, inside_for: bool) -> str:
    """Why this node may not stand here; empty when it may."""
    if isinstance(node, nodes.Name):
        return "" if node.name in names or node.ctx == "store" else f"unknown name {node.name[:40]}"
    if isinstance(node, nodes.For):
        return loop_objection(node, names, inside_for=inside_for)
    if isinstance(node, nodes.Filter):
        return filter_objection(node)
    if isinstance(node, nodes.Output):
        quoted = all(isinstance(child, (nodes.TemplateData, nodes.Filter)) for child in node.nodes)
        return "" if quoted else "a value without a quoting filter"
    if isinstance(node, nodes.Operand):
        return "" if node.op in COMPARISONS else f"comparison {node.op}"
    return "" if not isinstance(node, nodes.Const) or isinstance(node.value, (str, bool)) else "a number"


def loop_objection(loop: nodes.For, names: frozenset[str], *, inside_for: bool) -> str:
    if inside_for:
        return "a loop inside a loop"
    if not isinstance(loop.iter, nodes.Name) or not target(loop) or loop.test or loop.recursive or loop.else_:
        return "a loop over something else than a named list"
    return f"the name {target(loop)} is taken" if target(loop) in names else ""


def filter_objection(call: nodes.Filter) -> str:
    if call.name not in FILTERS:
        return f"filter {call.name[:40]}"
    if call.args or call.kwargs or call.dyn_args or call.dyn_kwargs:
        return "a filter with arguments"
    return "" if isinstance(call.node, nodes.Name) else "a filter on something else than a name"
