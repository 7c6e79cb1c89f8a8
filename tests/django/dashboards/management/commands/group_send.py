"""Sends one message to a group: ``manage.py group_send default machines '{"type": "reading"}'``."""

import json

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Send a message to a group"

    def add_arguments(self, parser):
        parser.add_argument("layer")
        parser.add_argument("group")
        parser.add_argument("message", type=json.loads)

    def handle(self, *, layer, group, message, **options):
        async_to_sync(get_channel_layer(layer).group_send)(group, message)
