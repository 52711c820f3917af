"""The doors of a tenant's issuer: those that OAuth clients call, and the pages that their users see."""
