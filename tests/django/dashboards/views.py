"""Views that send to groups."""

import json

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.http import JsonResponse

from dashboards.broadcaster import SchoolDashboardBroadcaster


def send(request, alias, group):
    """Sends each message of the body to ``group`` by the layer called ``alias``."""
    layer = get_channel_layer(alias)
    for message in json.loads(request.body):
        async_to_sync(layer.group_send)(group, message)
    return JsonResponse({})


def school(request, alias, school_id):
    """What happened in a school."""
    happened = json.loads(request.body)
    broadcaster = SchoolDashboardBroadcaster(alias)
    if "activity" in happened:
        broadcaster.broadcast_new_activity(school_id, happened["activity"])
    if "invitation" in happened:
        broadcaster.broadcast_invitation_update(school_id, happened["invitation"])
    if "metrics" in happened:
        broadcaster.broadcast_metrics_update(school_id, happened["metrics"])
    return JsonResponse({})


def flush(request, alias):
    """Empties a layer, as test suites do."""
    async_to_sync(get_channel_layer(alias).flush)()
    return JsonResponse({})
