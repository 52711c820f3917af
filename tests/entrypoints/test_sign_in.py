"""Asking for a code and proving it, by HTTP."""

from tests.fixtures.worlds import ADA, World


def test_a_phone_number_proves_itself(any_world: World) -> None:
    """A tenant is created, its app asks for a code, the code arrives, verify answers with a token."""
    acme = any_world.tenant(sms_branding="MyApp")
    asked = any_world.ask(acme)
    code = any_world.code()

    assert 200 == asked.status_code
    assert {"status": "pending", "channel": "sms", "expires_in": 600, "resend_after": 30, "attempts_remaining": 5} == {
        name: value for name, value in asked.get_json().items() if name != "request_id"
    }
    assert [f"Your MyApp verification code is: {code}. Expires in 10 minutes."] == any_world.phones.texts_to(ADA)

    proven = any_world.prove(acme, code).get_json()

    assert proven["verified"] is True
    assert proven["new_user"] is True
    assert proven["token"].startswith("eyJhbGciOiJIUzI1NiIs")
    assert ("usr_", "ses_", "auth1_rt_ses_") == (
        proven["user_id"][:4],
        proven["session_id"][:4],
        proven["refresh_token"][:13],
    )
