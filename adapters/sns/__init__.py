"""Messages by AWS SNS."""
