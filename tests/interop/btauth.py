"""A loopback server that verifies requests with bittensor 11's `http_auth`, and answers with what
that says. Serves until its stdin ends."""

import http.server
import json
import sys
import threading

from bittensor import http_auth

ME = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            caller = http_auth.verify(
                dict(self.headers), body, method="POST", path=self.path, self_hotkey_ss58=ME
            )
            status, answer = 200, {"caller": caller.hotkey_ss58}
        except http_auth.AuthError as error:
            status, answer = 401, {"error": type(error).__name__}
        answer = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_address[1], "hotkey": ME}), flush=True)
sys.stdin.read()
