"""The mitigations of docs/security.md, each with what switches it off; as a pytest plugin it does so.

`LIVINGLAB_TEST_OFF=<name> pytest -p switched_off <claim>` runs one claim without one mitigation: the module's
text is changed before anything imports it, nothing on the disk is.
"""

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import NamedTuple

VARIABLE = "LIVINGLAB_TEST_OFF"
ROOT = Path(__file__).resolve().parents[2]


class Mitigation(NamedTuple):
    """What protects, the text in a file that does it, what stands there when it is off, what fails then."""

    name: str
    file: str
    text: str
    off: str
    claim: str

    @property
    def module(self) -> str:
        """The name under which the file is imported."""
        return self.file.removeprefix("cli/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MITIGATIONS = [
    Mitigation(
        "no right without a role",
        "registry/access/rights.py",
        "return caller.is_known and _in_limits(caller, right, thing) and _granted(caller, right, thing)",
        "return caller.is_known and _in_limits(caller, right, thing)",
        "tests/registry/access/test_memberships.py::test_only_a_manager_names_others",
    ),
    Mitigation(
        "a near-identical name waits for a curator",
        "registry/catalog/submissions.py",
        "    if resembled:\n        moderation",
        "    if False:\n        moderation",
        "tests/registry/moderation/test_names.py::test_a_near_identical_name_waits_for_a_curator",
    ),
    Mitigation(
        "a limit holds on failed sign-ins",
        "registry/access/limits.py",
        "self._put(RowsBucket(session, key, limit.rates), key, limit, now)\n        return left",
        "[]\n        return left",
        "tests/registry/protection/test_limited_routes.py::test_guessing_passwords_ends_with_a_page_that_says_when_to_come_back",
    ),
    Mitigation(
        "a token does what its scopes say and no more",
        "registry/access/rights.py",
        "_scope(caller, right) not in caller.scopes:",
        "False:",
        "tests/registry/access/test_tokens.py::test_a_token_does_what_its_scopes_say",
    ),
    Mitigation(
        "a token manages nobody",
        "registry/access/rights.py",
        "if right in (Right.MANAGE, Right.OPERATE) or",
        "if",
        "tests/registry/access/test_memberships.py::test_a_token_manages_nobody_not_even_its_owner",
    ),
    Mitigation(
        "a token keeps to its application",
        "registry/access/rights.py",
        "if caller.application_slug and thing.application_slug != caller.application_slug:",
        "if False:",
        "tests/registry/access/test_tokens.py::test_a_token_for_one_application_and_region_does_nothing_outside_of_them",
    ),
    Mitigation(
        "a token keeps to its region",
        "registry/access/rights.py",
        "return not caller.region_code or _within(thing.region_code, caller.region_code)",
        "return True",
        "tests/registry/access/test_tokens.py::test_a_token_for_one_application_and_region_does_nothing_outside_of_them",
    ),
    Mitigation(
        "a token ends with its time",
        "registry/access/tokens.py",
        "if token.expires_at is not None and token.expires_at <= clock.now():",
        "if False:",
        "tests/registry/access/test_tokens.py::test_a_token_ends_with_its_time",
    ),
    Mitigation(
        "a revoked token ends at once",
        "registry/access/tokens.py",
        "if token is None or token.revoked_at is not None:",
        "if token is None:",
        "tests/registry/access/test_tokens.py::test_a_revoked_token_is_refused",
    ),
    Mitigation(
        "tokens are kept as their hash",
        "registry/access/tokens.py",
        "return hashlib.sha256(text.encode()).hexdigest()",
        "return text",
        "tests/registry/access/test_tokens.py::test_a_token_has_its_form_and_only_its_hash_is_kept",
    ),
    Mitigation(
        "who may publish needs a second factor",
        "registry/access/identity.py",
        "    if proved:\n        return roles",
        "    if True:\n        return roles",
        "tests/registry/access/test_memberships.py::test_a_manager_without_the_second_factor_names_nobody",
    ),
    Mitigation(
        "a curator needs a second factor",
        "registry/access/identity.py",
        "if person.registry_role and proved else None",
        "if person.registry_role else None",
        "tests/registry/moderation/test_moderation_pages.py::test_a_curator_without_the_second_factor_decides_nothing",
    ),
    Mitigation(
        "a one-time code counts once",
        "registry/access/second_factor.py",
        "unused = or_(col(Person.totp_step).is_(None), col(Person.totp_step) < step)",
        "unused = col(Person.id) == person.id",
        "tests/registry/access/test_second_factor.py::test_a_code_is_taken_once_and_never_one_before_it",
    ),
    Mitigation(
        "a recovery code counts once",
        "registry/access/second_factor.py",
        "        col(RecoveryCode.used_at).is_(None),\n    )\n    taken",
        "    )\n    taken",
        "tests/registry/access/test_second_factor.py::test_a_recovery_code_works_once_and_is_counted",
    ),
    Mitigation(
        "seeds are sealed",
        "registry/access/second_factor.py",
        "keys.seal(SEALED_FOR, seed)",
        "seed",
        "tests/registry/access/test_second_factor.py::test_neither_seed_nor_codes_can_be_read_in_the_database",
    ),
    Mitigation(
        "an unknown account costs what a known one does",
        "registry/access/passwords.py",
        "    if not _matches(kept, password) or person is None or not usable:",
        "    if person is None or not usable or not _matches(kept, password):",
        "tests/registry/access/test_passwords.py::test_an_unknown_account_costs_the_same_work_as_a_wrong_password",
    ),
    Mitigation(
        "common passwords are refused",
        "registry/access/passwords.py",
        "if plain in COMMONEST or len(set(plain)) == 1:",
        "if False:",
        "tests/registry/access/test_passwords.py::test_a_password_that_would_be_guessed_is_refused",
    ),
    Mitigation(
        "a link works once",
        "registry/access/links.py",
        "col(Link.id) == link.id, col(Link.used_at).is_(None))",
        "col(Link.id) == link.id)",
        "tests/registry/access/test_people.py::test_of_many_who_open_a_link_at_the_same_moment_one_gets_in",
    ),
    Mitigation(
        "a session ends by silence",
        "registry/access/sessions.py",
        "and row.seen_at + IDLE > now",
        "",
        "tests/registry/access/test_sessions.py::test_a_session_ends_by_silence_and_by_age",
    ),
    Mitigation(
        "a session ends by age",
        "registry/access/sessions.py",
        "row.expires_at > now and",
        "",
        "tests/registry/access/test_sessions.py::test_a_session_ends_by_silence_and_by_age",
    ),
    Mitigation(
        "a disabled person is out at once",
        "registry/access/sessions.py",
        ", col(Person.disabled_at).is_(None))",
        ")",
        "tests/registry/access/test_sessions.py::test_a_disabled_person_is_out_at_once_and_cannot_come_back",
    ),
    Mitigation(
        "a session changes its text when roles rise",
        "registry/access/sessions.py",
        "return change_text(session, row) if risen else None",
        "return None",
        "tests/registry/access/test_sessions.py::test_a_higher_role_changes_the_text_and_a_lower_one_does_not",
    ),
    Mitigation(
        "an account is not taken over by its address",
        "registry/access/people.py",
        "elif person.password_hash is not None or",
        "elif False and",
        "tests/registry/access/test_people.py::test_a_provider_never_takes_over_an_account_with_a_password",
    ),
    Mitigation(
        "the provider's answer carries our nonce",
        "registry/access/providers/oidc.py",
        'if not _is_same(said.get("nonce"), expected.nonce):',
        "if False:",
        "tests/registry/access/providers/test_provider_answers.py::test_an_id_token_that_does_not_hold_lets_nobody_in",
    ),
    Mitigation(
        "the provider's answer carries our state",
        "registry/access/providers/oidc.py",
        "if not _is_same(answer.state, expected.state):",
        "if False:",
        "tests/registry/access/providers/test_provider_answers.py::test_a_wrong_state_lets_nobody_in",
    ),
    Mitigation(
        "a foreign token is for us",
        "registry/access/providers/claims.py",
        "    _check_audience(claims, audience)\n",
        "",
        "tests/registry/access/providers/test_verified_claims.py::test_each_claim_that_is_wrong_is_refused",
    ),
    Mitigation(
        "an address proves only its own domain",
        "registry/access/mail_domains.py",
        'return host == domain or host.endswith(f".{domain}")',
        "return host.endswith(domain)",
        "tests/registry/access/test_organisations_proofs.py::test_an_address_elsewhere_proves_nothing",
    ),
    Mitigation(
        "only a verified organisation gives rights",
        "registry/access/identity.py",
        "return found if found and found.verified_at and not found.closed_at else None",
        "return found",
        "tests/registry/access/test_organisations.py::test_an_organisation_gives_no_rights_before_it_is_verified",
    ),
    Mitigation(
        "the last manager stays",
        "registry/access/memberships.py",
        "if not set(_managers(session, organisation)) - {person.id}:",
        "if False:",
        "tests/registry/access/test_memberships.py::test_the_last_manager_stays_until_the_operator_says_otherwise",
    ),
    Mitigation(
        "a transfer takes the old owner's rights",
        "registry/catalog/handover.py",
        "        workflow.ended_at = clock.now()\n",
        "",
        "tests/registry/catalog/test_transfers.py::test_the_old_owners_token_session_and_pipeline_end_with_the_transfer",
    ),
    Mitigation(
        "restricted source is for those entitled",
        "registry/catalog/visibility.py",
        "        return bool(caller.governments)",
        "        return True",
        "tests/registry/visibility/test_who_may_have_source.py::test_source_is_for_those_alone_for_whom_its_visibility_is",
    ),
    Mitigation(
        "an agreement ends with its last day",
        "registry/catalog/visibility.py",
        "        Agreement.expires_on >= today(),\n",
        "",
        "tests/registry/visibility/test_who_may_have_source.py::test_an_agreement_holds_to_the_end_of_its_last_day_and_no_longer",
    ),
    Mitigation(
        "the safe text is the default text",
        "registry/catalog/safe_text.py",
        '            "url": None,\n            "landing_url": None,\n            "descriptions": short,\n',
        "",
        "tests/registry/visibility/test_no_face_shows_it.py::test_no_word_of_restricted_source_is_on_any_address",
    ),
    Mitigation(
        "restricted archives need a signature",
        "registry/catalog/signed_links.py",
        "if not hmac.compare_digest(wanted.encode(), signature.encode()):",
        "if False:",
        "tests/registry/api/test_restricted_archives.py::test_a_signature_opens_no_other_file",
    ),
    Mitigation(
        "a signed address lasts five minutes",
        "registry/catalog/signed_links.py",
        "if int(until) < clock.now().timestamp():",
        "if False:",
        "tests/registry/api/test_restricted_archives.py::test_a_signed_path_runs_out_after_five_minutes_and_says_what_to_do",
    ),
    Mitigation(
        "quarantine leaves every list",
        "registry/catalog/summaries.py",
        'bool(spoken_of or entry) and application.standing == "open"',
        "bool(spoken_of or entry)",
        "tests/registry/moderation/test_quarantine.py::test_quarantine_hides_on_every_face_and_lifting_brings_all_back",
    ),
    Mitigation(
        "quarantine takes files away",
        "registry/catalog/shelves.py",
        "        send(session, name, quarantined_name(name))\n    renew",
        "        pass\n    renew",
        "tests/registry/moderation/test_quarantine.py::test_quarantine_hides_on_every_face_and_lifting_brings_all_back",
    ),
    Mitigation(
        "a hidden application is for its owner and curators",
        "registry/catalog/moderation.py",
        "or (hidden and may_know(session, caller, application)):",
        "or hidden:",
        "tests/registry/moderation/test_quarantine.py::test_what_is_hidden_is_for_its_owner_and_curators_alone",
    ),
    Mitigation(
        "a row covers the one before it",
        "registry/journal/__init__.py",
        " or row.hash != digest(row):",
        ":",
        "tests/registry/journal/test_chain.py::test_every_tampering_is_seen_where_it_was_done",
    ),
    Mitigation(
        "a checkpoint is believed by its signature",
        "registry/journal/verifier.py",
        'if public is None or not _signed(public, said["signature"], "livinglab checkpoint v1", statement):',
        "if public is None:",
        "tests/registry/journal/test_tampering.py::test_an_edited_checkpoint_is_found",
    ),
    Mitigation(
        "another host is refused",
        "registry/protection/guard.py",
        "if not self._ours.is_named_by(asked):",
        "if False:",
        "tests/registry/protection/test_guard.py::test_another_host_is_refused_whatever_is_asked",
    ),
    Mitigation(
        "another site's request is refused",
        "registry/protection/guard.py",
        "return Forbidden(OTHER_SITE) if self._ours.is_crossed_by(method, asked) else None",
        "return None",
        "tests/registry/protection/test_guard.py::test_a_change_that_another_site_sends_is_refused",
    ),
    Mitigation(
        "every answer carries the security headers",
        "registry/protection/headers.py",
        "        return [*own, *extra]",
        "        return own",
        "tests/registry/protection/test_guard.py::test_every_answer_carries_the_security_headers",
    ),
    Mitigation(
        "redirects stay on this site",
        "registry/website/accounts/returning.py",
        'if "//" in text or',
        "if",
        "tests/registry/website/test_returning.py::test_everything_else_leads_to_the_account",
    ),
    Mitigation(
        "bodies have a size",
        "registry/api/limits.py",
        "LARGEST_BODY = 256 * 1024",
        "LARGEST_BODY = 2**40",
        "tests/registry/api/test_submissions_api.py::test_a_body_over_the_limit_is_stopped",
    ),
    Mitigation(
        "secrets are masked in logs",
        "registry/masking.py",
        "        text = pattern.sub(replacement, text)",
        "        pass",
        "tests/registry/protection/test_masking.py::test_a_secret_is_masked_in_whatever_it_is_said",
    ),
    Mitigation(
        "the second factor comes before the session",
        "registry/website/accounts/sign_in.py",
        "    if second_factor.is_set(person):\n"
        "        return _code_form(request, language, ticket=entering.ticket(keys, person, goal))\n",
        "",
        "tests/registry/website/test_sign_in_pages.py::test_a_password_alone_is_no_session_where_there_is_a_second_factor",
    ),
    Mitigation(
        "a link is no second factor",
        "registry/website/accounts/sign_in.py",
        "    if second_factor.is_set(person):\n"
        "        return _code_form(request, language, ticket=entering.ticket(keys, person, HOME))\n",
        "",
        "tests/registry/website/test_sign_in_pages.py::test_a_link_is_used_up_only_by_a_password_that_is_taken",
    ),
    Mitigation(
        "a ticket is of one password",
        "registry/access/entering.py",
        ' or said["state"] != _state(person)',
        "",
        "tests/registry/website/test_sign_in_pages.py::test_a_ticket_is_of_one_password_and_of_nobody_else",
    ),
    Mitigation(
        "nobody ends another one's session",
        "registry/access/sessions.py",
        "if row is None or row.person_id != person.id:",
        "if row is None:",
        "tests/registry/access/test_sessions.py::test_nobody_ends_another_ones_session",
    ),
    Mitigation(
        "cookies are out of the reach of scripts",
        "registry/website/cookies.py",
        "HttpOnly; ",
        "",
        "tests/registry/website/test_sign_in_pages.py::test_a_password_signs_in_with_a_cookie_that_scripts_and_other_sites_do_not_get",
    ),
    Mitigation(
        "cookies are bound to the host",
        "registry/website/cookies.py",
        '"__Host-livinglab" if',
        '"livinglab" if',
        "tests/registry/website/test_sign_in_pages.py::test_the_cookie_behind_https_is_for_this_host_and_tls_alone",
    ),
    Mitigation(
        "a workflow holds while who recorded it may publish",
        "registry/access/identity.py",
        "return may and workflow.ended_at is None and person.disabled_at is None",
        "return True",
        "tests/registry/access/providers/test_pipelines.py::test_who_recorded_a_workflow_takes_its_rights_along",
    ),
    Mitigation(
        "a government records for what it governs alone",
        "registry/adoption/adopters.py",
        "        if governs(one, region_code)\n        and rights",
        "        if rights",
        "tests/registry/adoption/test_who_records_and_who_is_told.py::test_only_the_adopters_own_government_records",
    ),
    Mitigation(
        "an adoption of restricted source is counted and not named",
        "registry/adoption/naming.py",
        "    public = col(Application.visibility) == Visibility.PUBLIC",
        "    public = true()",
        "tests/registry/adoption/test_who_records_and_who_is_told.py::test_of_restricted_source_nothing_of_an_adoption_is_told",
    ),
    Mitigation(
        "an experience waits for a curator",
        "registry/adoption/experiences.py",
        "    if experience is None or not (all_of_it or experience.published_number):\n"
        "        raise nothing(adoption)\n    public",
        "    if experience is None:\n        raise nothing(adoption)\n    public",
        "tests/registry/adoption/test_experiences.py::test_nobody_else_reads_it_before_a_curator_let_it_pass",
    ),
    Mitigation(
        "a webhook's address is checked when it is dialled",
        "registry/webhooks/sending.py",
        "places.read(errand.url, private=self._private)",
        "places.read(errand.url, private=type('Any', (), {'__contains__': lambda *_: True})())",
        "tests/registry/webhooks/test_addresses_of_webhooks.py::test_an_address_that_is_kept_is_checked_again_when_it_is_sent_to",
    ),
    Mitigation(
        "a cell is no formula",
        "registry/exchange/cells.py",
        '_FORMULA.sub(r"\\1\\2\'", _CONTROLS.sub("", _text(value)))',
        '_CONTROLS.sub("", _text(value))',
        "tests/registry/exchange/test_cells.py::test_text_that_could_begin_a_formula_gets_an_apostrophe",
    ),
    Mitigation(
        "an answer that is kept is sealed",
        "registry/api/idempotency.py",
        'self.keys.seal(PURPOSE, json.dumps({"headers": headers, "body": bytes(answer.body).decode()}))',
        'json.dumps({"headers": headers, "body": bytes(answer.body).decode()})',
        "tests/registry/api/test_idempotency.py::test_nobody_reads_keys_or_answers_from_the_database",
    ),
    Mitigation(
        "a stranger's README is held to harmless HTML",
        "registry/crawl/presenting/markup.py",
        "import nh3\n",
        "import types\n\nnh3 = types.SimpleNamespace(clean=lambda html, **_: html)\n",
        "tests/registry/crawl/test_readme_rendering.py::test_hostile_markup_ends_as_harmless_html",
    ),
    Mitigation(
        "strangers' pictures are opened in a limited process",
        "registry/crawl/presenting/apart.py",
        "            _close_all_but(writing)\n            _limit()\n",
        "",
        "tests/registry/crawl/test_pictures_made_small.py::test_a_job_that_dies_takes_too_much_or_reaches_out_is_left_out",
    ),
    Mitigation(
        "a picture of restricted source is for the entitled",
        "registry/website/pictures.py",
        "    visibility.require_source(session, visitor, application)\n",
        "",
        "tests/registry/crawl/test_pictures_served.py::test_a_picture_of_restricted_source_is_for_the_entitled_alone",
    ),
    Mitigation(
        "a page with secrets travels uncompressed",
        "registry/website/delivery.py",
        "readable and not secret and",
        "readable and",
        "tests/registry/website/test_account_pages.py::test_pages_with_secrets_are_not_compressed",
    ),
    Mitigation(
        "made-up records stand only where every page says so",
        "registry/demo/examples.py",
        "if not settings.examples:",
        "if False:",
        "tests/registry/commands/test_examples.py::test_a_registry_that_does_not_say_so_gets_none",
    ),
]


def switch_off(one: Mitigation) -> None:
    """Put a module without one mitigation in its place."""
    source = (ROOT / one.file).read_text()
    if source.count(one.text) != 1:
        raise LookupError(f"{one.file} does not say once: {one.text}")
    parent, _, last = one.module.rpartition(".")
    package = importlib.import_module(parent)
    if one.module in sys.modules:
        raise LookupError(f"{one.module} is imported too early to be changed")
    spec = importlib.util.spec_from_file_location(one.module, ROOT / one.file)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules[one.module] = module
    setattr(package, last, module)
    exec(compile(source.replace(one.text, one.off), one.file, "exec"), module.__dict__)  # noqa: S102 - our own file


# At import: pytest loads the conftest files, and with them the service, before it calls hooks.
for mitigation in MITIGATIONS:
    if mitigation.name == os.environ.get(VARIABLE):
        switch_off(mitigation)
