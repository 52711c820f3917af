"""Messages by Twilio: SMS, WhatsApp and calls, and what Twilio tells of them later."""
