"""Rows of tenants and users: keys, webhooks and hooks; trust, lines and addresses that wait."""

from typing import Final

TENANTS: Final = """
INSERT INTO tenants (id, slug, name, settings, branding, created_at)
SELECT pg_temp.tenant_at(k), 'tenant-' || k, 'Tenant ' || k,
  CASE WHEN k % 10 = 0 THEN jsonb_build_object('cors_origins', jsonb_build_array('https://app' || k || '.example.com'))
       ELSE '{}' END, '{}', $now - interval '1 year' FROM generate_series(1, $tenants) AS k
"""
API_KEYS: Final = """
INSERT INTO api_keys (tenant_id, id, kind, name, prefix, digest, created_at, last_used_at)
SELECT pg_temp.tenant_at(k), 'key_' || lpad(to_hex(k + n * $tenants), 26, '0'),
  CASE n WHEN 0 THEN 'publishable' ELSE 'secret' END, 'app', 'auth1_', sha256(('key ' || k || n)::bytea),
  $now - interval '1 year', $now - interval '1 hour'
  FROM generate_series(1, $tenants) AS k CROSS JOIN generate_series(0, 1) AS n
"""
SIGNING_KEYS: Final = """
INSERT INTO signing_keys (tenant_id, id, algorithm, generation, sealed, seal_key_id, created_at, active_from)
SELECT pg_temp.tenant_at(k), 'kid' || k, 'ES256', 1, sha256(k::text::bytea) || sha256('x'), 'k1',
  $now - interval '1 year', $now - interval '1 year' FROM generate_series(1, $tenants) AS k
"""
HOOKS: Final = """
INSERT INTO tenant_hooks (tenant_id, id, url, asked_before, on_failure, sealed, seal_key_id, created_at)
SELECT pg_temp.tenant_at(k), 'wh_' || k, 'https://hooks.example.com', '{code.send}', 'allow', sha256('x'), 'k1',
  $now - interval '1 month' FROM generate_series(3, $tenants, 20) AS k
"""
BRAND_IMAGES: Final = """
INSERT INTO brand_images (tenant_id, kind, digest, media_type, bytes, width, height, created_at)
SELECT pg_temp.tenant_at(k), kind, encode(sha256((kind || k)::bytea), 'hex'), 'image/png', sha256('x'), 64, 64,
  $now - interval '1 month' FROM generate_series(1, $tenants) AS k CROSS JOIN unnest('{logo,favicon}'::text[]) AS kind
"""
ENDPOINTS: Final = """
INSERT INTO webhook_endpoints (tenant_id, id, url, description, types, sealed, seal_key_id, created_at, failures)
SELECT pg_temp.tenant_at(k), 'wh_' || lpad(to_hex(k), 26, '0'), 'https://hooks.example.com', '', '{*}', sha256('x'),
  'k1', $now - interval '2 months', CASE WHEN k % 40 = 5 THEN 2 ELSE 0 END
  FROM generate_series(1, $tenants, 4) AS k
"""
CLIENTS: Final = """
INSERT INTO oauth_clients (tenant_id, id, name, auth_method, redirect_uris, post_logout_redirect_uris, grant_types,
  scopes, needs_consent, jwks, secrets, created_at, version)
SELECT pg_temp.tenant_at(k), 'cl_' || lpad(to_hex(k + n * $tenants), 26, '0'), 'App ' || n, 'client_secret_basic',
  '{https://app.example.com/callback}', '{}', '{authorization_code,refresh_token}', '{openid,phone}', false, '[]',
  jsonb_build_array(jsonb_build_object('prefix', 'auth1_cs_01234567', 'digest', encode(sha256('x'), 'hex'),
    'created_at', $now - interval '1 month', 'expires_at', null)), $now - interval '1 month', 1
  FROM generate_series(1, $tenants) AS k CROSS JOIN generate_series(0, 2) AS n
"""
AUTHORIZATIONS: Final = """
INSERT INTO authorizations (tenant_id, id, client_id, request, created_at, expires_at, browser, session_id, scope, code,
  code_ends_at)
SELECT pg_temp.tenant(u), 'azn_' || lpad(to_hex(u), 26, '0'), 'cl_' || lpad('1', 26, '0'),
  jsonb_build_object('redirect_uri', 'https://app.example.com/callback', 'scope', '["openid"]'::jsonb,
    'code_challenge', repeat('c', 43), 'state', 's', 'nonce', 'n', 'prompt', '[]'::jsonb, 'max_age', null,
    'login_hint', null, 'ui_locales', null),
  $now - interval '1 second' * (u % 3600), $now + interval '1 second' * (1800 - u % 3600), sha256('x'),
  'ses_' || lpad(to_hex(u), 26, '0'), '{openid}', sha256(('code ' || u)::bytea),
  $now + interval '1 second' * (60 - u % 3600) FROM generate_series(1::bigint, greatest(1000, $users / 50)) AS u
"""
ASSERTIONS: Final = """
INSERT INTO client_assertions (tenant_id, digest, until)
SELECT pg_temp.tenant(u), sha256(('jti ' || u)::bytea), $now + interval '1 second' * (u % 1200 - 600)
  FROM generate_series(1::bigint, greatest(1000, $users / 50)) AS u
"""
CONSENTS: Final = """
INSERT INTO consents (tenant_id, user_id, client_id, scope, granted_at)
SELECT pg_temp.tenant(u), pg_temp.usr(u), 'cl_' || lpad('1', 26, '0'), '{openid,phone}', $now - interval '1 day'
  FROM generate_series(1::bigint, $users / 4) AS u
"""
USERS: Final = """
INSERT INTO users (tenant_id, id, phone, email, phone_verified_at, email_verified_at, user_metadata, blocked_at,
  created_at, last_sign_in_at, last_seen_at)
SELECT pg_temp.tenant(u), pg_temp.usr(u), CASE WHEN u % 5 <> 0 THEN pg_temp.phone(u) END,
  CASE WHEN u % 5 < 2 THEN pg_temp.email(u) END, CASE WHEN u % 5 <> 0 THEN at END, CASE WHEN u % 5 < 2 THEN at END,
  jsonb_build_object('name', 'User ' || u), CASE WHEN u % 2000 = 7 THEN at END, at, at, at
  FROM (SELECT u, $now - interval '1 year' * (1 - u::float8 / $users) AS at
          FROM generate_series(1::bigint, $users) AS u) AS made
"""
CHANGES: Final = """
INSERT INTO address_changes (tenant_id, user_id, kind, address, proven_at, takes_effect_at)
SELECT pg_temp.tenant(u), pg_temp.usr(u), 'email', 'new' || u || '@example.com', $now - interval '1 day',
  $now + interval '1 hour' * (u % 48 - 1) FROM generate_series(1::bigint, $changes) AS u
"""
PROOFS: Final = """
INSERT INTO risk_proofs (tenant_id, address, home, at)
SELECT pg_temp.tenant(u), pg_temp.address(u), pg_temp.home(u), $now - interval '1 day' * (u % 170)
  FROM generate_series(1::bigint, $trusted) AS u
"""
LINES: Final = """
INSERT INTO phone_lines (tenant_id, address, asked_at, found_at, line_type)
SELECT pg_temp.tenant(u), pg_temp.phone(u), at, at, 'mobile' FROM (
  SELECT u, $now - interval '1 minute' * (u % 43000) AS at FROM generate_series(1::bigint, $lines) AS u) AS l
"""
