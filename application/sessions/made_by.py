"""Which session made this refresh token?"""

from application.audit.scribe import Scribe
from application.ports.sessions import HeldSession, Sessions
from domain.ids import TenantId
from domain.refresh_token import RefreshToken


def made_by(sessions: Sessions, scribe: Scribe, tenant_id: TenantId, token: RefreshToken) -> HeldSession | None:
    """The tenant's session that made it, ended or not, of whatever generation it is; None where none has."""
    held = sessions.find(tenant_id=tenant_id, session_id=token.session_id)
    keys = scribe.ring.of(token.key_id)
    return held if held and keys and held.session.made(token, keys) else None
