"""A mail server and a gateway on free ports of this machine; what comes in is printed, a line of JSON each.

usage: receiver.py   first line: {"mail": PORT, "http": PORT}. Whatever is posted to a path that ends with /STATUS is answered so.
"""
import email
import email.policy
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller

lock = threading.Lock()


def say(thing):
    with lock:
        print(json.dumps(thing), flush=True)


class Box:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such person"
        if address.startswith("later@"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say({
            "kind": "mail", "from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": letter["subject"],
            "sender": str(letter["from"]), "id": letter["message-id"], "text": letter.get_content(),
            "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
        })
        return "250 OK"


class Gateway(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
        say({"kind": "post", "path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body})
        status = self.path.rsplit("/", 1)[-1]
        status = int(status) if status.isdigit() else 204
        self.send_response(status)
        if status == 302:
            self.send_header("location", "/elsewhere/204")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


import socket

probe = socket.socket()
probe.bind(("127.0.0.1", 0))
port = probe.getsockname()[1]
probe.close()
controller = Controller(Box(), hostname="127.0.0.1", port=port)
controller.start()
server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
threading.Thread(target=server.serve_forever, daemon=True).start()
say({"mail": port, "http": server.server_address[1]})
sys.stdin.read()
