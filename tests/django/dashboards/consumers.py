"""What Django's own viewers are connected to."""

from channels.generic.websocket import AsyncJsonWebsocketConsumer


class DashboardConsumer(AsyncJsonWebsocketConsumer):
    """Is in the group that its path names, and passes on what is sent there."""

    async def connect(self):
        self.group = self.scope["url_route"]["kwargs"]["group"]
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send_json({"type": "connected"})

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def price_update(self, event):
        await self.send_json(
            {"type": "price_update", "symbol": event["symbol"], "data": event["data"]}
        )

    async def machine_reading(self, event):
        await self.send_json({"type": "reading", "n": event["n"]})


def consumer_of(alias):
    """The consumer on the layer called ``alias``."""
    return type(f"DashboardConsumer_{alias}", (DashboardConsumer,), {"channel_layer_alias": alias})
