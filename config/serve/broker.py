"""The broker also holds the sessions, which must die with the power: it may not write to disk."""

import redis

from config.serve.halt import Halt


def require_forgetful(url: str) -> None:
    """Raises Halt unless the server at `url` answers and has snapshots and journal off."""
    with redis.Redis.from_url(url, decode_responses=True) as server:
        try:
            found = {name: _setting(server, name) for name in ("save", "appendonly")}
        except redis.ConnectionError:
            raise Halt("BROKER_URL: the server does not answer.") from None
        except redis.ResponseError:
            raise Halt(
                "BROKER_URL: the server does not tell whether it writes to disk; "
                "allow CONFIG GET for this user."
            ) from None
    if found["save"] or found["appendonly"] != "no":
        raise Halt(
            "BROKER_URL: the server writes to disk, and sessions must die with the power. "
            'Start it with: --save "" --appendonly no'
        )


def _setting(server: redis.Redis, name: str) -> str:
    return str(server.config_get(name)[name])
