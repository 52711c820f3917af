"""The application of `make run`: every door of production, and the inbox."""

import os

from adapters.lifeline import follow_keeper, name_process
from entrypoints.bridge import Bridge
from entrypoints.dev.house import dev_container, inbox
from entrypoints.dev.inbox import blueprint
from entrypoints.logs import configure
from entrypoints.run_folder import follow_log_level, is_draining
from entrypoints.settings import Settings
from entrypoints.web import app_of, most_of, shed_by, web_pool_size

follow_keeper()
name_process("auth1-web")
settings = Settings.from_env(os.environ)
configure(settings.log_level, settings.log_format)
follow_log_level()
container = dev_container(settings, pool_size=web_pool_size(settings))
app = app_of(container, settings, [blueprint(inbox())])
asgi = Bridge(app, settings.web_threads, is_draining=is_draining, shed=shed_by(container), most_of=most_of(app))
