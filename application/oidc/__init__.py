"""Sign-in by OAuth 2 and OpenID Connect, for apps that a tenant has registered."""
