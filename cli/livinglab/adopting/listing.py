"""Many adoptions: those of the caller's organisations, or all that may be seen."""

from collections.abc import Iterator

from livinglab.adopting import days, meaning, subject, telling
from livinglab.client.adoptions import WebAdoptions
from livinglab.context import Context
from livinglab.contract.adoptions import AdoptionSummary, Stage, State
from livinglab.credentials import needed
from livinglab.errors import DONE, NotFetchable
from livinglab.language import Text
from livinglab.output import Output
from livinglab.regions import resolve

NO_ORGANISATION = Text(
    id="Akun ini tidak termasuk organisasi mana pun.", en="This account belongs to no organisation."
)
ALL = Text(
    id="Mintalah undangan kepada pengelola organisasi Anda. Yang terlihat: livinglab adopt --list --all",
    en="Ask your organisation's manager to invite you. All that may be seen: livinglab adopt --list --all",
)


def run(context: Context, registry: WebAdoptions) -> int:
    """Print the list; raises NotSignedIn where it is to be one's own and nobody is signed in."""
    found = list(_found(context, registry, _filters(context, registry)))
    for adoption in found:
        _tell(adoption, context.output, ours=not context.arguments.all)
    if not found:
        _tell_none(context)
    context.output.result({"items": [each.model_dump(mode="json") for each in found]})
    return DONE


def _filters(context: Context, registry: WebAdoptions) -> dict[str, str]:
    said = context.arguments
    filters: dict[str, str] = {}
    if said.application:
        filters["application"] = said.application
    if said.region:
        filters["region"] = resolve(said.region, registry.region_name).code
    if said.state:
        filters["state"] = meaning.state(said.state).value
    return filters


def _found(context: Context, registry: WebAdoptions, filters: dict[str, str]) -> Iterator[AdoptionSummary]:
    said = context.arguments
    if said.organisation:
        yield from registry.each({**filters, "organisation": str(said.organisation)})
    elif said.all:
        yield from registry.each(filters)
    else:
        needed.token(registry.address)
        known = registry.account().organisations
        if not known:
            raise NotFetchable(NO_ORGANISATION, ALL)
        for organisation in known:
            yield from registry.each({**filters, "organisation": str(organisation.id)})


def _tell(adoption: AdoptionSummary, output: Output, *, ours: bool) -> None:
    output.say(f"{adoption.id:>5}  {adoption.application_name} · {telling.where(adoption)}", style="bold")
    version = telling.version_in_words(adoption)
    parts = [telling.state_in_words(adoption), *([version] if version else [])]
    output.say("       " + "; ".join(output.text(part) for part in parts))
    confirm = telling.command_for(Stage.CONFIRMATION, subject.recorded(adoption)) if ours else None
    warning = telling.expiry_warning(adoption, confirm=confirm)
    if warning:
        output.say(f"       {output.text(warning)}", style="yellow")
    elif adoption.state is State.IN_USE and adoption.expires_on:
        ends = days.shown(adoption.expires_on)
        output.say(Text(id=f"       berlaku sampai {ends.id}", en=f"       holds until {ends.en}"))


def _tell_none(context: Context) -> None:
    narrowed = context.arguments.application or context.arguments.region or context.arguments.state
    nothing = Text(id="Belum ada adopsi yang tercatat.", en="No adoption is recorded yet.")
    none_such = Text(id="Tidak ada adopsi yang cocok.", en="No adoption matches.")
    context.output.say(none_such if narrowed or context.arguments.all else nothing)
