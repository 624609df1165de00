"""A web server on this computer that gives the answers of a list, good and bad."""

import gzip
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = b"the right bytes" * 1000
NAME = "t10k-labels-idx1-ubyte"
PACKED = gzip.compress(GOOD, mtime=0)
PIECES = 1000  # the most that a slow server sends; 0.05 s each are close to a minute


def answer(body, status=200, **headers):
    """Make a server's ordinary answer."""

    def reply(to):
        to.send_response(status)
        for name, value in ({"Content-Length": len(body)} | headers).items():
            to.send_header(name.replace("_", "-"), str(value))
        to.end_headers()
        to.wfile.write(body)

    return reply


def drip(seconds, start, piece, pieces=PIECES):
    """Begin well, then send a piece every so many seconds for a long time."""

    def reply(to):
        to.wfile.write(start)
        for _ in range(pieces):
            to.wfile.write(piece)
            to.wfile.flush()
            if to.closing.wait(seconds):
                return
        to.outlasted.append(to.path)

    return reply


SILENCE = drip(60, b"", b"", pieces=1)


@contextmanager
def serve():
    """Serve at an address; give it, the answers, who asked, and who waited to the end.

    There is one answer a request, then 404.
    """
    answers, asked, outlasted, closing = [], [], [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.closing, self.outlasted = closing, outlasted
            asked.append(self.path)
            reply = answers.pop(0) if answers else answer(b"", 404)
            try:
                reply(self)
            except OSError:  # nobody listens any more
                self.close_connection = True

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_port}", answers, asked, outlasted
    finally:
        closing.set()
        http.shutdown()
        http.server_close()
