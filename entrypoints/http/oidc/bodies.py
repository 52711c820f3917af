"""Forms that OAuth clients send; fields that nobody knows are passed over (RFC 6749 section 3.2)."""

from msgspec import Struct


class ByClient(Struct, kw_only=True, omit_defaults=True):
    """How a client proves who it is in a form, where it does not by HTTP Basic."""

    client_id: str | None = None
    client_secret: str | None = None
    client_assertion_type: str | None = None
    client_assertion: str | None = None


class TokenForm(ByClient, kw_only=True, omit_defaults=True):
    """A grant."""

    grant_type: str
    code: str | None = None
    redirect_uri: str | None = None
    code_verifier: str | None = None
    refresh_token: str | None = None
    scope: str | None = None


class PushedForm(ByClient, kw_only=True, omit_defaults=True):
    """An authorization request (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect Core 1.0 section 3.1.2.1)."""

    response_type: str
    redirect_uri: str
    code_challenge: str
    code_challenge_method: str
    scope: str | None = None
    state: str | None = None
    nonce: str | None = None
    prompt: str | None = None
    max_age: str | None = None
    login_hint: str | None = None
    ui_locales: str | None = None


class TokenToEnd(ByClient, kw_only=True, omit_defaults=True):
    """A token."""

    token: str
    token_type_hint: str | None = None


class AuthorizeForm(PushedForm, kw_only=True, omit_defaults=True):
    """An authorization request by a form instead of an address (OpenID Connect Core 1.0 section 3.1.2.1)."""

    request_uri: str | None = None


class OwnForm(Struct, kw_only=True, omit_defaults=True):
    """A form of one of our own pages; `csrf` and `flow` are those that the page gave."""

    csrf: str
    flow: str


class PageForm(OwnForm, kw_only=True, omit_defaults=True):
    """A form on the way of a sign-in."""

    phone: str | None = None
    email: str | None = None
    code: str | None = None
    proof: str | None = None
    decision: str | None = None
    account: str | None = None


class LinkForm(OwnForm, kw_only=True, omit_defaults=True):
    """The form behind a link."""

    number: str | None = None


class AccountForm(OwnForm, kw_only=True, omit_defaults=True):
    """A form of the account page."""

    phone: str | None = None
    email: str | None = None
    code: str | None = None
    proof: str | None = None
    kind: str | None = None
    session: str | None = None


class LogOutForm(Struct, kw_only=True, omit_defaults=True):
    """A client's word to sign out by a form."""

    id_token_hint: str | None = None
    client_id: str | None = None
    post_logout_redirect_uri: str | None = None
    state: str | None = None


class SignOutForm(OwnForm, kw_only=True, omit_defaults=True):
    """The user's word to sign out."""

    client_id: str | None = None
    post_logout_redirect_uri: str | None = None
    state: str | None = None
