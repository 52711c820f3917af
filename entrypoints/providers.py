"""The providers as configured; their libraries load at the first message."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from adapters.deadline import WithDeadline
from adapters.dialer import Dialer
from adapters.gateway.http import HttpGateway
from adapters.smtp.email import SmtpEmail
from adapters.sns.sms import SnsSms
from adapters.twilio.callbacks import TwilioCallbacks
from adapters.twilio.lookup import TwilioLookup
from adapters.twilio.sms import TwilioSms
from adapters.twilio.voice import TwilioVoice
from adapters.twilio.whatsapp import TwilioWhatsApp
from application.ports.hooks import HookAnswer, HookLine
from application.ports.intelligence import PhoneIntelligence
from application.ports.messages import CallbackReader, Channel
from application.ports.webhooks import WebhookPost
from application.ports.words import Words
from domain.outbound import OutboundRule
from domain.plan import RouteBook
from entrypoints.settings import Settings

DEFAULT_REGION = "us-east-1"


def channels_of(settings: Settings, now: Callable[[], datetime]) -> Mapping[str, Channel]:
    """Route to provider, in the order of preference; each gives up after five seconds."""
    found = {**_twilio(settings), **_others(settings, now)}
    return {route: WithDeadline(found[route]) for route in settings.routes}


def _twilio(settings: Settings) -> dict[str, Channel]:
    if not settings.has_twilio:
        return {}
    shared: dict[str, Any] = {
        "account_sid": settings.twilio_account_sid,
        "auth_token": settings.twilio_auth_token,
        "app_url": settings.app_url,
        "base_url": settings.twilio_base_url,
    }
    service, number = settings.twilio_messaging_service_sid, settings.twilio_from_number
    found: dict[str, Channel] = {"twilio": TwilioSms(messaging_service_sid=service, from_number=number, **shared)}
    if settings.twilio_whatsapp_from:
        template = settings.twilio_whatsapp_content_sid
        found["twilio:whatsapp"] = TwilioWhatsApp(
            from_number=settings.twilio_whatsapp_from, content_sid=template, **shared
        )
    if settings.twilio_voice_from:
        found["twilio:voice"] = TwilioVoice(from_number=settings.twilio_voice_from, **shared)
    return found


def _others(settings: Settings, now: Callable[[], datetime]) -> dict[str, Channel]:
    found: dict[str, Channel] = {
        "sns": SnsSms(
            region=settings.aws_sns_region or DEFAULT_REGION, origination_number=settings.sns_origination_number
        )
    }
    for one in settings.http_gateways:
        found[one.route] = HttpGateway(
            name=one.name,
            url=one.url,
            secret=one.secret,
            template=one.template,
            carries=one.channel,
            now=now,
            dialer=Dialer(outbound_rule_of(settings)),
        )
    if settings.smtp_url and settings.email_from:
        found["smtp"] = SmtpEmail(settings.smtp_url, settings.email_from)
    return found


def outbound_rule_of(settings: Settings) -> OutboundRule:
    """Where requests on behalf of tenants may go; never to this house's own door."""
    return OutboundRule(settings.outbound_allowed_networks, settings.app_url)


def webhook_post_of(settings: Settings) -> WebhookPost:
    """The line to webhooks; only a worker needs it."""
    from adapters.web.post import GuardedPost
    from adapters.web.webhook_post import HttpWebhookPost

    return HttpWebhookPost(GuardedPost(Dialer(outbound_rule_of(settings))))


def hook_line_of(settings: Settings) -> HookLine:
    """The line to tenants' hooks; nothing is loaded before the first is asked."""
    return LazyHookLine(settings)


class LazyHookLine(HookLine):
    """Makes its line when it is needed first, so that whoever asks no hook loads no TLS."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> HookAnswer:
        """See HookLine."""
        return self._line(url, headers, body)

    @cached_property
    def _line(self) -> HookLine:
        from adapters.web.hook_line import HttpHookLine
        from adapters.web.post import GuardedPost

        return HttpHookLine(GuardedPost(Dialer(outbound_rule_of(self._settings))))


def intelligence_of(settings: Settings) -> PhoneIntelligence | None:
    """Who is asked about lines; nobody, where PHONE_LOOKUP is empty."""
    if not settings.phone_lookup or not settings.twilio_account_sid or not settings.twilio_auth_token:
        return None
    return TwilioLookup(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token,
        wanted=settings.phone_lookup,
        base_url=settings.twilio_base_url,
    )


def book_of(channels: Mapping[str, Channel], settings: Settings) -> RouteBook:
    """The routes that there are, the installation's plan, and whose each gateway is."""
    owners = {one.route: one.tenants for one in settings.http_gateways if one.tenants is not None}
    carries = {route: channel.carries for route, channel in channels.items()}
    return RouteBook(carries=carries, plan=settings.message_plan or {}, owners=owners)


def words_of() -> Words:
    """Sentences in many languages; only a worker needs them, so only there they are loaded."""
    from adapters.babel.words import BabelWords

    return BabelWords()


def reader_of(settings: Settings) -> CallbackReader | None:
    """Who reads Twilio's callbacks, where it is configured."""
    if not settings.has_twilio:
        return None
    tokens = [token for token in (settings.twilio_auth_token, settings.twilio_auth_token_secondary) if token]
    return TwilioCallbacks(auth_tokens=tokens, app_url=settings.app_url)
