#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A web server for the tests, on Python's http.server: web.py [FOLDER] prints its port and ends when its standard
input does. With a folder it speaks TLS under the certificate that it makes there."""

import http.server
import json
import os
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

crowd = threading.Barrier(20)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        path = urllib.parse.urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if path == "/echo":
            seen = {
                "method": self.command,
                "path": self.path,
                "headers": [[name, value] for name, value in self.headers.items()],
                "fields": urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True),
                "length": len(body),
                "peer": self.client_address[1],
            }
            self.answer(200, json.dumps(seen).encode(), [("Content-Type", "application/json")])
        elif path == "/cookies":
            self.answer(200, b"", [("Set-Cookie", "a=1; Path=/"), ("SET-COOKIE", "b=2"), ("X-Empty", "")])
        elif path == "/hop":
            self.answer(303, b"over there", [("Location", "/echo")])
        elif path == "/round":
            self.answer(302, b"", [("Location", "/round")])
        elif path == "/away":
            self.answer(302, b"", [("Location", "file:///etc/passwd")])
        elif path == "/missing":
            self.answer(404, b"nothing here")
        elif path == "/crowd":
            # Answers only when twenty requests are here at once.
            crowd.wait(30)
            self.answer(200, b"all here")
        elif path == "/long":
            self.answer(200, b"x" * 100_000)
        elif path == "/endless":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 10_000)
            except OSError:
                self.close_connection = True
        elif path == "/endless-headers":
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while True:
                    self.wfile.write(b"X-A: " + b"x" * 1_000 + b"\r\n")
            except OSError:
                self.close_connection = True
        elif path == "/slow":
            time.sleep(3600)
        elif path == "/broken":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            self.close_connection = True
        elif path == "/noise":
            self.wfile.write(b"no HTTP at all\r\n\r\n")
            self.close_connection = True
        elif path == "/farewell":
            # Answers, and closes without having said so.
            self.answer(200, b"bye")
            self.close_connection = True
        else:
            self.answer(204)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_any

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request, client_address):
        pass


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 1:
    folder = sys.argv[1]
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=end_with_parent, daemon=True).start()
print(server.server_address[1], flush=True)
server.serve_forever()
