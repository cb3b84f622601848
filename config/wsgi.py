"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded by now stays for the life of the process: the collector need not look at it at
# each turn, which costs about a tenth of a request.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
