"""The operating system's randomness."""

import secrets

from application.ports.dice import Dice


class SystemDice(Dice):
    """The operating system's cryptographic generator."""

    def roll(self, size: int) -> bytes:
        """See Dice."""
        return secrets.token_bytes(size)
