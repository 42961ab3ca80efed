"""A TLS server that refuses every name with an alert, as a filter does that would rather say no than be silent.

Usage: alerting.py PORT ALERT, the alert's number as in RFC 8446 section 6: 40, 49, 70, 112.
"""

import socketserver
import ssl
import sys


class Refusing(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            self.server.context.wrap_socket(self.request, server_side=True)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


if __name__ == "__main__":
    port, alert = map(int, sys.argv[1:])
    with Server(("127.0.0.1", port), Refusing) as server:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Asked before a certificate is, so there needs to be none.
        server.context.sni_callback = lambda *_: alert
        server.serve_forever()
