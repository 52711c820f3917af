"""Which variables go together."""

from collections.abc import Mapping
from typing import Any


def together(values: Mapping[str, Any], known: set[str]) -> list[str]:
    """What single variables cannot show; `known` are those that are wrong already."""
    problems = []
    if bool(values.get("twilio_account_sid")) != bool(values.get("twilio_auth_token")):
        problems.append("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both or none")
    if values.get("phone_lookup") and not values.get("twilio_account_sid"):
        problems.append("PHONE_LOOKUP needs TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN: set them, or unset it")
    if not known & {"SMTP_URL", "EMAIL_FROM"} and bool(values.get("smtp_url")) != bool(values.get("email_from")):
        problems.append("SMTP_URL and EMAIL_FROM go together: set both or none")
    if values.get("jwt_secret") and values.get("jwt_secret") == values.get("jwt_secret_previous"):
        problems.append("JWT_SECRET_PREVIOUS must be another secret than JWT_SECRET: unset it")
    if _migrates(values) and values.get("database_pooler") == "transaction" and not values.get("database_owner_url"):
        problems.append("DATABASE_OWNER_URL must lead past the pooler: migrations need a connection of their own")
    if values.get("metrics_port") and values["metrics_port"] == values.get("port", 3000):
        problems.append("METRICS_PORT must be another port than PORT")
    if values.get("metrics_token") and values["metrics_token"] in (values.get("admin_token"), values.get("jwt_secret")):
        problems.append("METRICS_TOKEN must be another secret than ADMIN_TOKEN and JWT_SECRET")
    if values.get("admin_token") and values.get("admin_token") == values.get("jwt_secret"):
        problems.append("ADMIN_TOKEN must be another secret than JWT_SECRET")
    return problems


def _migrates(values: Mapping[str, Any]) -> bool:
    return bool(values.get("migrate_on_start", True))
