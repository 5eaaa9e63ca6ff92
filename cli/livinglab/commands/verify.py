"""`livinglab verify`: is this still what the donor released and the catalog recorded?"""

from livinglab.context import Context
from livinglab.errors import DONE, NotVerified
from livinglab.language import Text
from livinglab.parser import Commands


def add_to(commands: Commands) -> None:
    """Describe the command."""
    verify = commands.add(
        "verify", Text(id="periksa keaslian folder ini", en="check where this directory comes from")
    )
    verify.argument(
        "--offline", action="store_true", help=Text(id="jangan tanya registri", en="do not ask the registry")
    )


def run(context: Context) -> int:
    """Check every claim, the registry's record last."""
    from livinglab.workspace.checking import Finding, Subject, check  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.workspace.found import find_here, last_vendor, lock_of  # noqa: PLC0415 - as above
    from livinglab.workspace.outlook import recorded_differences  # noqa: PLC0415 - as above

    output = context.output
    workspace = find_here()
    vendor = last_vendor(workspace)
    installed = lock_of(workspace, vendor)
    findings = check(Subject(workspace, vendor, installed))
    if not context.arguments.offline and context.knows_registry(installed.catalog):
        different = recorded_differences(context, installed)
        text = Text(id="catatan katalog masih sama", en="the catalog's record is still the same")
        findings.append(Finding("catalog", not different, text))
        output.listed(different, style="red")
    for finding in findings:
        mark = "ok" if finding.holds else Text(id="TIDAK", en="NO")
        output.say(
            f"{output.text(mark):<6}{output.text(finding.text)}", style=None if finding.holds else "red"
        )
    good = all(finding.holds for finding in findings)
    output.result(
        {
            "application": installed.slug,
            "version": installed.version,
            "verified": good,
            "checks": {finding.code: finding.holds for finding in findings},
        }
    )
    return DONE if good else NotVerified.exit_code
