"""The ASGI application: views, and a consumer per layer."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from dashboards.consumers import consumer_of  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": URLRouter(
            [
                path(f"ws/{alias}/<str:group>/", consumer_of(alias).as_asgi())
                for alias in settings.CHANNEL_LAYERS
            ]
        ),
    }
)
