"""Messages by Twilio."""
