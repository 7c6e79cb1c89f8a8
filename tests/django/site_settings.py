"""A small site that knows nothing of Boardcast. Its layers come from the environment, as a deployment gives them."""

import json
import os

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["daphne", "channels", "dashboards"]
ROOT_URLCONF = "dashboards.urls"
ASGI_APPLICATION = "dashboards.asgi.application"
CHANNEL_LAYERS = json.loads(os.environ["CHANNEL_LAYERS"])
USE_TZ = True
