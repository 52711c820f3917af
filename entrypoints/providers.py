"""Which provider carries which channel, as configured."""

from collections.abc import Mapping

from adapters.sns.sms import SnsSms
from adapters.twilio.sms import TwilioSms
from application.ports.messages import Channel
from entrypoints.settings import Settings

DEFAULT_REGION = "us-east-1"


def channels_of(settings: Settings) -> Mapping[str, Channel]:
    """Channel to provider: Twilio first, else SNS, else none; their libraries load at the first message."""
    if settings.twilio_account_sid and settings.twilio_auth_token:
        return {
            "sms": TwilioSms(
                account_sid=settings.twilio_account_sid,
                auth_token=settings.twilio_auth_token,
                messaging_service_sid=settings.twilio_messaging_service_sid,
                base_url=settings.twilio_base_url,
            )
        }
    if settings.has_sns:
        region = settings.aws_sns_region or DEFAULT_REGION
        return {"sms": SnsSms(region=region, origination_number=settings.sns_origination_number)}
    return {}
