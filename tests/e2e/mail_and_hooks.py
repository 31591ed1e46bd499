#!/usr/bin/env python3
"""A mail server that delivers into a maildir (aiosmtpd) and a receiver of webhooks by HTTPS, both on 127.0.0.1, for tests.

mail_and_hooks.py FOLDER SMTP-PORT HTTPS-PORT
Makes FOLDER/mail (maildir), FOLDER/ca.pem (the receiver's certificate) and FOLDER/hooks/N, one file for each POST: the line of
Valise-Signature, then the body. Runs until it is killed.
"""
import http.server
import os
import pathlib
import ssl
import subprocess
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

folder, smtp_port, https_port = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
hooks = folder / "hooks"
hooks.mkdir(parents=True)
key, certificate = folder / "key.pem", folder / "ca.pem"
subprocess.run(
    ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", key, "-out",
     certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
    check=True, capture_output=True)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        part = folder / "part"
        part.write_text(self.headers["Valise-Signature"] + "\n" + body)
        os.rename(part, hooks / str(len(list(hooks.iterdir()))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = http.server.ThreadingHTTPServer(("127.0.0.1", https_port), Receiver)
server.socket = context.wrap_socket(server.socket, server_side=True)
controller = Controller(Mailbox(str(folder / "mail")), hostname="127.0.0.1", port=smtp_port)
controller.start()
server.serve_forever()
