"""Tells the viewers of a school's dashboard what happened."""

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer


class SchoolDashboardBroadcaster:
    """Sends to the group of a school."""

    def __init__(self, layer="default"):
        self.layer = get_channel_layer(layer)

    def broadcast_metrics_update(self, school_id, metrics):
        self._send(school_id, {"type": "metrics_update", "data": metrics})

    def broadcast_new_activity(self, school_id, activity):
        self._send(school_id, {"type": "activity.new", "data": activity})

    def broadcast_invitation_update(self, school_id, invitation):
        self._send(school_id, {"type": "invitation_status_update", "data": invitation})

    def _send(self, school_id, message):
        async_to_sync(self.layer.group_send)(f"school_{school_id}_dashboard", message)
