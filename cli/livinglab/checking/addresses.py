"""`livinglab check --network`: whether the addresses answer that a directory's publiccode.yml names."""

from livinglab import contract
from livinglab.checking.working_tree import Looked
from livinglab.checks.described import NAMES
from livinglab.contract import Level, Sentence
from livinglab.manifest import Problem, network, nodes
from livinglab.repository import git
from livinglab.repository.errors import GitError
from livinglab.repository.names import printable

CODE = "manifest-warning"
_MEND = Sentence(
    id="Perbaiki alamatnya, atau periksa lagi nanti bila servernya sedang mati.",
    en="Correct the address, or look again later if its server is down.",
)


def ask(looked: Looked) -> list[contract.Check]:
    """Ask each address. What does not answer is a warning: the registry's visit asks none of them."""
    for name in NAMES:
        text = _read(looked, name)
        if text is not None:
            return [_check(problem, name) for problem in network.problems(text)]
    return []


def _read(looked: Looked, name: str) -> bytes | None:
    limits = git.Limits(output_bytes=nodes.LARGEST)
    try:
        return git.run(["cat-file", "blob", f"{looked.tree}:{name}"], git_dir=looked.git_dir, limits=limits)
    except GitError:  # not there, no file, or too large: the checks say so
        return None


def _check(problem: Problem, path: str) -> contract.Check:
    key = f"{problem.key}: " if problem.key else ""
    id, en = (printable(f"{key}{said}") for said in problem.message)
    return contract.Check(
        code=CODE,
        level=Level.WARN,
        message=Sentence(id=id, en=en),
        path=path,
        line=problem.line or None,
        mend=_MEND,
    )
