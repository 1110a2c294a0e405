"""How often one address may ask."""

import math
import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.throttling import BaseThrottle

MINUTE = 60


class MinuteThrottle(BaseThrottle):
    """So many requests in each minute of the clock, whichever process or thread answers them.

    Ninja's own keeps a list in the cache, which it reads and writes back: two
    that ask at once are counted as one. Here the cache itself does the adding.
    Without a shared cache each process counts by itself.

    Args:
        most: how many requests of one address are answered in a minute.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request and say whether it may be answered."""
        # The address itself is kept nowhere.
        who = salted_hmac(__name__, self.get_ident(request) or "").hexdigest()[:32]
        key = f"open_data_{int(time.time() // MINUTE)}_{who}"
        if cache.add(key, 1, MINUTE):
            return True
        try:
            return cache.incr(key) <= self.most
        except ValueError:
            # It ended, or was thrown out, between the two steps.
            return True

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return math.ceil(MINUTE - time.time() % MINUTE)
