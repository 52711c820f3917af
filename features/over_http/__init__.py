"""Every scenario, through the web application, on real Postgres and Valkey."""
