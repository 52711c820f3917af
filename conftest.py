"""Names the modules that fixtures and steps come from, nothing else."""

pytest_plugins = [
    "tests.fixtures.logged",
    "tests.fixtures.servers",
    "tests.fixtures.worlds",
    "tests.fixtures.twilio",
    "tests.fixtures.sns",
    "tests.fixtures.smtp",
    "tests.fixtures.gateway",
    "tests.fixtures.moto",
    "features.steps.clock",
    "features.steps.codes",
    "features.steps.health",
    "features.steps.keys",
    "features.steps.limits",
    "features.steps.messages",
    "features.steps.otp",
    "features.steps.refusals",
    "features.steps.tenants",
    "features.steps.users",
    "features.steps.wire",
]
