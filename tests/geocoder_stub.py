"""A geocoding server on loopback that says what it is told to."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AGENT = "daily-planet maps@planet.example"
FOUND = [
    {
        "osm_type": "node", "osm_id": 7, "lat": "43.35", "lon": "132.19", "name": "Artyom",
        "display_name": "Artyom, Primorye, Russia", "class": "place", "importance": 0.4,
        "address": {"country_code": "ru"},
    }
]  # fmt: skip


class Stub:
    """A server that says what it is told to, and notes when it was asked."""

    def __init__(self):
        self.status, self.body, self.headers, self.delay_s = 200, json.dumps(FOUND), {}, 0.0
        self.asked = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.asked.append(time.time())
                time.sleep(stub.delay_s)
                self.send_response(stub.status)
                for name, value in stub.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(stub.body.encode())
                except OSError:
                    return

            def log_message(self, *_):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.domain = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
