"""What an examination found, as it travels: `contract.CheckReport` and `contract.ManifestVerdict`."""

from collections.abc import Sequence

from livinglab import checks, contract
from livinglab.checking.working_tree import Looked
from livinglab.checks import travelling
from livinglab.language import Language
from livinglab.manifest import Problem, Reading
from livinglab.repository.names import printable


def report(seen: checks.Examination, looked: Looked) -> contract.CheckReport:
    """Put an examination of a directory into the words of the contract."""
    return contract.CheckReport(
        shareable=not seen.blocked,
        commit=looked.head,
        uncommitted=len(looked.changed),
        described_by=seen.described_by,
        license=travelling.license_of(seen.license),
        checks=[travelling.check(finding) for finding in seen.findings],
        risks=[travelling.sentence(risk) for risk in seen.risks],
        components=len({one.purl for one in seen.components.found}),
    )


def verdict(
    reading: Reading, language: Language, *, further: Sequence[Problem] = ()
) -> contract.ManifestVerdict:
    """Put what is wrong with a publiccode.yml into the user's language; `further` is of the network."""
    found = sorted([*reading.problems, *further], key=lambda problem: (problem.line, problem.column))
    valid = reading.manifest is not None and all(problem.level != "error" for problem in further)
    return contract.ManifestVerdict(valid=valid, problems=[_problem(problem, language) for problem in found])


def _problem(problem: Problem, language: Language) -> contract.ManifestProblem:
    return contract.ManifestProblem(
        level=problem.level,
        key=printable(problem.key),
        message=printable(problem.message.to(language), multiline=True),
        line=problem.line,
        column=problem.column,
    )
