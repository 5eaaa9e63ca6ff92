"""What `livinglab status` says of the region's use of an application, as the registry has it."""

from contextlib import closing
from typing import NamedTuple

from livinglab.adopting import telling
from livinglab.adopting.finding import brief
from livinglab.client.adoptions import open_adoptions
from livinglab.client.opening import token_for
from livinglab.context import Context
from livinglab.contract.adoptions import AdoptionSummary
from livinglab.errors import LivinglabError
from livinglab.language import Text
from livinglab.output import Output
from livinglab.workspace.lock import Lock


class Use(NamedTuple):
    """The region's adoption of what is installed here; None where none is seen."""

    adoption: AdoptionSummary | None
    installed: str

    def show(self, output: Output) -> None:
        """Print it, and what to do about it."""
        if self.adoption is None:
            output.say(NOT_RECORDED)
            return
        output.rows([(Text("pemakaian", "use"), telling.state_in_words(self.adoption))])
        unit = f' --unit "{self.adoption.unit}"' if self.adoption.unit else ""
        warning = telling.expiry_warning(self.adoption, confirm=f"livinglab adopt confirm{unit}")
        if warning:
            output.say(warning, style="yellow")
        recorded = self.adoption.version
        if recorded and recorded != self.installed:
            output.say(
                Text(
                    id=f"Yang tercatat versi {recorded}, di sini {self.installed}: "
                    f"livinglab adopt installation{unit}",
                    en=f"Version {recorded} is recorded, here is {self.installed}: "
                    f"livinglab adopt installation{unit}",
                )
            )

    def facts(self) -> dict[str, object] | None:
        """Return it for JSON."""
        return self.adoption.model_dump(mode="json") if self.adoption else None


NOT_RECORDED = Text(
    id="Belum terlihat catatan pemakaiannya: livinglab adopt installation",
    en="No record of its use is seen: livinglab adopt installation",
)


def recorded_use(context: Context, installed: Lock) -> Use | None:
    """Ask the registry; None where it is an older one, or does not say for any other reason."""
    address = context.registry(installed.catalog) or ""
    try:
        registry = open_adoptions(address, language=context.output.language, token=token_for(address))
        with closing(registry.http):
            return Use(brief(registry, installed.slug, installed.region_code), installed.version)
    except LivinglabError:  # the release is what `status` is about
        return None
