"""Who may have webhooks: people who manage an organisation, and whoever runs the registry."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from livinglab.language import Text
from registry.access import rights
from registry.access.callers import Caller, RegistryRole, Role
from registry.access.rights import Right, Thing
from registry.errors import Forbidden, NotFound
from registry.tables import Webhook


def require(caller: Caller, organisation_id: int | None) -> None:
    """Let pass who may have webhooks for an organisation; None is the registry itself.

    A webhook outlives the token that it was made with and tells its organisation's affairs, so this is for
    people who manage there, with a token that may change something (`publish`) and has no narrower limit;
    and for the registry's operator and its own tokens, anywhere. Raises Unauthenticated, Forbidden.
    """
    thing = Thing() if _runs(caller) else Thing(organisation_id=organisation_id)
    rights.require(caller, Right.PUBLISH, thing)
    if not _runs(caller) and not _manages(caller, organisation_id):
        raise Forbidden(_REFUSAL)


def seen_by(caller: Caller) -> SelectOfScalar[Webhook]:
    """Return the webhooks that a caller may see, as a query. Raises Unauthenticated, Forbidden."""
    if _runs(caller):
        require(caller, None)
        return select(Webhook)
    managed = sorted(number for number in caller.roles if _manages(caller, number))
    require(caller, managed[0] if managed else None)
    return select(Webhook).where(col(Webhook.organisation_id).in_(managed))


def get(session: Session, number: int, caller: Caller) -> Webhook:
    """Return a webhook to who may have it. Raises NotFound, also for those of others."""
    found = session.exec(seen_by(caller).where(Webhook.id == number)).first()
    if found is None:
        raise NotFound(
            Text(
                id=f"Anda tidak punya webhook nomor {number}. Daftarnya: /api/v1/webhooks.",
                en=f"You have no webhook number {number}. /api/v1/webhooks lists yours.",
            )
        )
    return found


def _runs(caller: Caller) -> bool:
    return caller.own or caller.registry_role is RegistryRole.OPERATOR


def _manages(caller: Caller, organisation_id: int | None) -> bool:
    return caller.person_id is not None and caller.has_role(organisation_id, Role.MANAGER)


_REFUSAL = Text(
    id="Webhook diatur oleh orang yang menjadi pengelola organisasinya, bukan oleh token organisasi. "
    "Masuklah sebagai pengelola: `livinglab login`.",
    en="Webhooks are looked after by a person who manages their organisation, not by an organisation's "
    "token. Sign in as a manager: `livinglab login`.",
)
