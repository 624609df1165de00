"""Fetching what an address answers, whatever the network does.

Every fetch is bounded: in the time to the first answer, in speed, and in length.
"""

import queue
import threading
import time
import urllib.error
import urllib.request

from helpers.progress import progress

LARGEST = 60_000_000  # bytes, packed or unpacked; more is not one of our files
SECONDS_TO_ANSWER = 7  # twice that for each of four attempts is less than a minute
SLOWEST = 50_000  # bytes a second, on average; less is given up


class OnlyToHTTPS(urllib.request.HTTPRedirectHandler):
    """Follow a redirect to an HTTPS address, and to no other."""

    def redirect_request(self, request, answer, code, message, headers, url):
        """Return the request for the new address; OSError if it is not HTTPS."""
        if not url.startswith("https://"):
            answer.close()
            raise OSError(f"sends us on to {url}")
        return super().redirect_request(request, answer, code, message, headers, url)


def open_url(url: str):
    """Return a server's answer, open for reading, its headers read.

    Raises OSError if there is none within SECONDS_TO_ANSWER. urllib's own time limit
    starts anew with every address of a host and with every byte, so a thread waits.
    """
    outcome = queue.SimpleQueue()

    def wait():
        try:
            opener = urllib.request.build_opener(OnlyToHTTPS)
            outcome.put(opener.open(url, timeout=SECONDS_TO_ANSWER))
        except Exception as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()  # it holds the connection
            outcome.put(error)

    threading.Thread(target=wait, daemon=True).start()
    try:
        answer = outcome.get(timeout=SECONDS_TO_ANSWER)
    except queue.Empty:
        answer = TimeoutError()
    if isinstance(getattr(answer, "reason", answer), TimeoutError):
        raise OSError(f"no answer within {SECONDS_TO_ANSWER} seconds")
    if isinstance(answer, Exception):
        raise answer
    return answer


def fetch(url: str) -> bytes:
    """Return what an address answers, at most LARGEST bytes of it.

    Raises OSError if nothing answers within SECONDS_TO_ANSWER, if it is too slow or
    too long, and HTTPException or ValueError if it is not HTTP.
    """
    content = bytearray()
    start, had = time.monotonic(), 0  # of this stretch: its beginning, what was there
    with open_url(url) as answer:
        length = answer.headers.get("Content-Length") or ""
        total = int(length) if length.isdecimal() else None
        how = {"desc": url.rsplit("/", 1)[-1], "unit": "B", "unit_scale": True}
        with progress(total=total, **how) as bar:
            while chunk := answer.read1(1 << 16):
                content += chunk
                bar.update(len(chunk))
                seconds = time.monotonic() - start
                if len(content) > LARGEST:
                    raise OSError(f"sends more than {LARGEST:,} bytes")
                if seconds > SECONDS_TO_ANSWER:
                    if len(content) - had < SLOWEST * seconds:
                        raise OSError(f"sends less than {SLOWEST:,} bytes a second")
                    start, had = time.monotonic(), len(content)
    return bytes(content)
