"""The tables, one file each. Importing this package makes the whole schema known to Alembic."""

from registry.tables.applications import Application, ApplicationCategory
from registry.tables.archives import Archive
from registry.tables.attempts import Attempt
from registry.tables.checkpoints import Checkpoint, IndexEdition, SigningKey
from registry.tables.checks import Check
from registry.tables.fetch_counts import FetchCount
from registry.tables.frontier import Frontier
from registry.tables.incidents import Incident
from registry.tables.journal import JournalRow
from registry.tables.moves import Move
from registry.tables.organisations import Agreement, Membership, Organisation, Transfer, TrustedWorkflow
from registry.tables.overrides import Override
from registry.tables.people import Person, RecoveryCode
from registry.tables.publishers import Publisher
from registry.tables.regions import Region
from registry.tables.releases import Release
from registry.tables.sign_ins import AccountSession, Device, Link, ProviderSignIn, SpentToken
from registry.tables.sources import Source
from registry.tables.submissions import Submission
from registry.tables.tokens import Token
from registry.tables.visits import Visit

__all__ = [
    "AccountSession",
    "Agreement",
    "Application",
    "ApplicationCategory",
    "Archive",
    "Attempt",
    "Check",
    "Checkpoint",
    "Device",
    "FetchCount",
    "Frontier",
    "Incident",
    "IndexEdition",
    "JournalRow",
    "Link",
    "Membership",
    "Move",
    "Organisation",
    "Override",
    "Person",
    "ProviderSignIn",
    "Publisher",
    "RecoveryCode",
    "Region",
    "Release",
    "SigningKey",
    "Source",
    "SpentToken",
    "Submission",
    "Token",
    "Transfer",
    "TrustedWorkflow",
    "Visit",
]
