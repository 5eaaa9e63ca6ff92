"""The tables, one file each. Importing this package makes the whole schema known to Alembic."""

from registry.tables.adoptions import (
    Adoption,
    AdoptionEvent,
    AdoptionPeriod,
    AdoptionStatement,
    AdoptionTerms,
    Reminder,
)
from registry.tables.applications import Application, ApplicationCategory
from registry.tables.archives import Archive
from registry.tables.attempts import Attempt
from registry.tables.checkpoints import Checkpoint, IndexEdition, SigningKey
from registry.tables.checks import Check
from registry.tables.chores import Chore
from registry.tables.cohorts import Cohort, CohortMember
from registry.tables.descriptions import Described
from registry.tables.experiences import Experience, ExperienceVersion
from registry.tables.fetch_counts import FetchCount, SeenFetch
from registry.tables.frontier import Frontier
from registry.tables.imports import Import, ImportedItem
from registry.tables.incidents import Incident
from registry.tables.journal import JournalRow
from registry.tables.kinship import ApplicationAddress
from registry.tables.materials import Material
from registry.tables.moves import Move
from registry.tables.organisations import Agreement, Membership, Organisation, Transfer, TrustedWorkflow
from registry.tables.overrides import Override
from registry.tables.people import Person, RecoveryCode
from registry.tables.pictures import Picture
from registry.tables.presentations import Presentation
from registry.tables.publishers import Publisher
from registry.tables.regions import Region
from registry.tables.releases import Release
from registry.tables.requests import AnsweredRequest
from registry.tables.sign_ins import AccountSession, Device, Link, ProviderSignIn, SpentToken
from registry.tables.sources import Source
from registry.tables.statistics import DayCount, MonthCount, VersionCount
from registry.tables.submissions import Submission
from registry.tables.tokens import Token
from registry.tables.visits import Visit
from registry.tables.webhooks import Delivery, OutboxRow, Webhook

__all__ = [
    "AccountSession",
    "Adoption",
    "AdoptionEvent",
    "AdoptionPeriod",
    "AdoptionStatement",
    "AdoptionTerms",
    "Agreement",
    "AnsweredRequest",
    "Application",
    "ApplicationAddress",
    "ApplicationCategory",
    "Archive",
    "Attempt",
    "Check",
    "Checkpoint",
    "Chore",
    "Cohort",
    "CohortMember",
    "DayCount",
    "Delivery",
    "Described",
    "Device",
    "Experience",
    "ExperienceVersion",
    "FetchCount",
    "Frontier",
    "Import",
    "ImportedItem",
    "Incident",
    "IndexEdition",
    "JournalRow",
    "Link",
    "Material",
    "Membership",
    "MonthCount",
    "Move",
    "Organisation",
    "OutboxRow",
    "Override",
    "Person",
    "Picture",
    "Presentation",
    "ProviderSignIn",
    "Publisher",
    "RecoveryCode",
    "Region",
    "Release",
    "Reminder",
    "SeenFetch",
    "SigningKey",
    "Source",
    "SpentToken",
    "Submission",
    "Token",
    "Transfer",
    "TrustedWorkflow",
    "VersionCount",
    "Visit",
    "Webhook",
]
