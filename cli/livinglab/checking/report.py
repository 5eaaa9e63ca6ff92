"""What an examination found, as it travels: `contract.CheckReport` and `contract.ManifestVerdict`."""

from collections.abc import Sequence

from livinglab import checks, contract
from livinglab.checking.working_tree import Looked
from livinglab.contract import Level, Sentence
from livinglab.language import Language, Text
from livinglab.manifest import Problem, Reading
from livinglab.repository.names import printable


def report(seen: checks.Examination, looked: Looked) -> contract.CheckReport:
    """Put an examination of a directory into the words of the contract."""
    return contract.CheckReport(
        shareable=not seen.blocked,
        commit=looked.head,
        uncommitted=len(looked.changed),
        described_by=seen.described_by,
        license=license_of(seen.license),
        checks=[_check(finding) for finding in seen.findings],
        risks=[_sentence(risk) for risk in seen.risks],
        components=len({one.purl for one in seen.components.found}),
    )


def license_of(found: checks.LicenseFound) -> contract.License:
    """Put what is known of the licence into the words of the contract."""
    return contract.License(
        spdx=found.spdx,
        file=found.file,
        blob=found.blob,
        usable=found.usable,
        reason=_sentence(found.reason) if found.reason else None,
        declared=found.declared,
        provenance=found.provenance,
        evidence=[
            contract.LicenseEvidence(
                source=one.source,
                path=one.path,
                line=one.line,
                spdx=one.spdx,
                matched=one.matched,
                confidence=one.confidence,
                framework=one.framework,
            )
            for one in found.evidence
        ],
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


def _check(finding: checks.Finding) -> contract.Check:
    return contract.Check(
        code=finding.code,
        level=Level(finding.level),
        message=_sentence(finding.message),
        path=finding.path,
        line=finding.line,
        mend=_sentence(finding.mend) if finding.mend else None,
    )


def _sentence(text: Text) -> Sentence:
    """Keep out what steers a terminal: `jq -r` would give it back."""
    return Sentence(id=printable(text.id, multiline=True), en=printable(text.en, multiline=True))
