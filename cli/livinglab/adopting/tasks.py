"""The tasks of `livinglab adopt`: show, record, correct, take back, agree terms, say the donor's word."""

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import NamedTuple

from livinglab.adopting import composing, experience, listing, subject, telling, terms, usual
from livinglab.adopting.days import today
from livinglab.adopting.finding import event_of, found, the_one
from livinglab.adopting.refusals import explained
from livinglab.adopting.subject import Subject
from livinglab.client.adoptions import Recorded, WebAdoptions, open_adoptions
from livinglab.client.opening import token_for
from livinglab.context import Context
from livinglab.contract.adoptions import Stage
from livinglab.contract.words import Wire
from livinglab.credentials import needed
from livinglab.errors import DONE
from livinglab.language import Text
from livinglab.output import Output
from livinglab.workspace.lock import Lock


class Asked(NamedTuple):
    """One run: what was said, the registry, and the lock of the fetched application around us."""

    context: Context
    registry: WebAdoptions
    lock: Lock | None

    def subject(self) -> Subject:
        """Return which adoption is meant."""
        return subject.of(self.context, self.lock, self.registry.region_name)


def run(context: Context, task: str) -> int:
    """Do one task and return the exit code."""
    lock = subject.lock_here()
    address = context.registry(lock.catalog if lock else None)
    token = token_for(address) if address else None
    registry = open_adoptions(address, language=context.output.language, token=token)
    with closing(registry.http):
        return TASKS[task](Asked(context, registry, lock))


def show(asked: Asked) -> int:
    """Tell how the adoption stands, and what mostly comes next."""
    meant, output = asked.subject(), asked.context.output
    adoption = the_one(asked.registry, meant)
    if adoption is None:
        _tell_nothing(asked, meant)
    else:
        meant = meant._replace(unit=adoption.unit)
        telling.tell(adoption, output, confirm=telling.command_for(Stage.CONFIRMATION, meant))
    telling.tell_next(adoption, meant, output)
    stage = usual.following(adoption, fetched=meant.fetched, today=today())
    output.result(
        {
            "application": meant.application,
            "region": meant.place.code,
            "unit": meant.unit,
            "adoption": adoption.model_dump(mode="json") if adoption else None,
            "next": {"stage": stage.value, "command": telling.command_for(stage, meant)},
        }
    )
    return DONE


def record(asked: Asked) -> int:
    """Record a stage."""
    meant = asked.subject()
    request = composing.stage(meant, asked.context.arguments)
    return _send(asked, request, lambda: asked.registry.record(request), meant)


def correct(asked: Asked) -> int:
    """Record what takes the place of an event."""
    needed.token(asked.registry.address)
    meant, said = asked.subject(), asked.context.arguments
    adoption, event = event_of(asked.registry, meant, said.correct)
    request = composing.correction(event, said)
    return _send(asked, request, lambda: asked.registry.record_for(adoption.id, request), meant)


def retract(asked: Asked) -> int:
    """Take an event back."""
    needed.token(asked.registry.address)
    meant, said = asked.subject(), asked.context.arguments
    adoption, event = event_of(asked.registry, meant, said.retract)
    request = composing.retraction(event, said)
    return _send(asked, request, lambda: asked.registry.record_for(adoption.id, request), meant)


def agree(asked: Asked) -> int:
    """Record the terms of use."""
    meant = asked.subject()
    request = terms.said(asked.context.arguments.terms)
    needed.token(asked.registry.address)
    adoption = found(asked.registry, meant)
    return _send(asked, request, lambda: asked.registry.agree(adoption.id, request), meant)


def tell(asked: Asked) -> int:
    """Send what the adoption took; every version is kept, and a curator lets it pass."""
    meant, output = asked.subject(), asked.context.output
    request = experience.read(asked.context.arguments.experience)
    if asked.context.arguments.dry_run:
        return _only_show(output, request)
    needed.token(asked.registry.address)
    adoption = found(asked.registry, meant)
    with explained(asked.registry):
        written = asked.registry.experience(adoption.id, request)
    output.say(experience.received(written), style="green")
    output.result(written.model_dump(mode="json"))
    return DONE


def state(verdict: str, option: str) -> Callable[[Asked], int]:
    """Return the task that records the donor's word."""

    def say(asked: Asked) -> int:
        number = getattr(asked.context.arguments, option)
        request = composing.statement(verdict, asked.context.arguments)
        return _send(asked, request, lambda: asked.registry.state(number, request), None)

    return say


def _send(asked: Asked, request: Wire, send: Callable[[], Recorded], meant: Subject | None) -> int:
    """Send what was composed, or with --dry-run only show it; tell what stands then."""
    output = asked.context.output
    if asked.context.arguments.dry_run:
        return _only_show(output, request)
    body = request.model_dump(mode="json", exclude_none=True)
    needed.token(asked.registry.address)
    with explained(asked.registry):
        adoption, is_new = send()
    output.say(RECORDED if is_new else KNOWN, style="green")
    meant = meant._replace(unit=adoption.unit) if meant else None
    telling.tell(adoption, output, confirm=telling.command_for(Stage.CONFIRMATION, meant) if meant else None)
    telling.tell_unknown_version(adoption, body.get("version"), output)
    if meant is not None:
        telling.tell_next(adoption, meant, output)
    output.result({"new": is_new, "recorded": body, "adoption": adoption.model_dump(mode="json")})
    return DONE


def _only_show(output: Output, request: Wire) -> int:
    body = request.model_dump(mode="json", exclude_none=True)
    output.say(Text(id="Akan dicatat (belum dikirim):", en="Would be recorded (nothing is sent):"))
    names = sorted(body, key=lambda name: name not in ("application", "region", "unit"))
    output.rows([(name.replace("_", "-"), _shown(body[name])) for name in names if body[name] != ""])
    output.result({"dry_run": True, "request": body})
    return DONE


def _shown(value: object) -> str:
    return (
        ", ".join(f"{key} {part}" for key, part in value.items()) if isinstance(value, dict) else str(value)
    )


def _tell_nothing(asked: Asked, meant: Subject) -> None:
    what = f"{meant.application} · {meant.place.name} ({meant.place.code})"
    asked.context.output.say(what + (f", {meant.unit}" if meant.unit else ""), style="bold")
    asked.context.output.say(Text(id="Belum ada yang tercatat.", en="Nothing is recorded yet."))
    if token_for(asked.registry.address) is None:
        asked.context.output.say(
            Text(
                id="Yang tidak terbuka untuk umum baru terlihat setelah: livinglab login",
                en="What is not open to everybody is seen after: livinglab login",
            )
        )


RECORDED = Text(id="Tercatat.", en="Recorded.")
KNOWN = Text(id="Sudah tercatat; tidak dihitung lagi.", en="That is recorded already; it counts once.")
TASKS: Mapping[str, Callable[[Asked], int]] = {
    "show": show,
    "stage": record,
    "correct": correct,
    "retract": retract,
    "terms": agree,
    "experience": tell,
    "list": lambda asked: listing.run(asked.context, asked.registry),
    "affirm": state("confirmed", "affirm"),
    "dispute": state("disputed", "dispute"),
    "withdraw": state("withdrawn", "withdraw"),
}
