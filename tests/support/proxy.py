"""A proxy on loopback that spoils what passes."""

import http.client

from support.loopback import Answer, Call, Server


class Proxy(Server):
    """Hands every call on to another server."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(ranges=False)
        self.host, self.port = host, port

    def answer(self, call: Call) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port)
        connection.request(call.method, call.target, call.body, dict(call.headers.items()))
        response = connection.getresponse()
        kept = {
            name.title(): value
            for name, value in response.getheaders()
            if name.lower() not in ("transfer-encoding", "connection")
        }
        if call.method != "HEAD":
            kept = {name: value for name, value in kept.items() if name != "Content-Length"}
        return Answer(response.status, response.read(), kept)
