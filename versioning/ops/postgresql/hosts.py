"""Several servers in one DATABASE_URL: which one to ask first, and whether it takes changes."""

from collections.abc import Callable
from typing import Any

import psycopg

# Which server of a list answered last, by the list. A server that is silent costs its time-out at each connection, so
# nobody begins with it.
_answered_last: dict[str, str] = {}

Connect = Callable[[dict[str, Any]], "psycopg.Connection[Any]"]


def connect_to_one(connect: Connect, params: dict[str, Any], *, is_pooled: bool) -> "psycopg.Connection[Any]":
    """Connect to the first server that answers and is what `target_session_attrs` asks for.

    Raise psycopg.OperationalError with the reason of each server if there is none. `connect_timeout` is for all
    servers together.
    """
    servers = _servers(params)
    if len(servers) == 1:
        return connect(params)
    key = str(sorted(servers))
    servers.sort(key=lambda server: server != _answered_last.get(key))
    reasons = []
    for server in servers:
        try:
            connection = _connect(connect, _params_of(server, params, count=len(servers)), is_pooled=is_pooled)
        except psycopg.OperationalError as error:
            reasons.append(str(error).strip().replace("\n", " "))
        else:
            _answered_last[key] = server
            return connection
    raise psycopg.OperationalError("; ".join(reasons))


def _servers(params: dict[str, Any]) -> list[str]:
    """Return the servers as host:port. There may be one port for all."""
    hosts = str(params.get("host") or "").split(",")
    ports = str(params.get("port") or "").split(",")
    return [f"{host}:{port}" for host, port in zip(hosts, ports if len(ports) > 1 else ports * len(hosts), strict=True)]


def _params_of(server: str, params: dict[str, Any], *, count: int) -> dict[str, Any]:
    host, _, port = server.rpartition(":")
    own: dict[str, Any] = {"host": host, "port": port}
    if "connect_timeout" in params:
        own["connect_timeout"] = max(1, int(params["connect_timeout"]) // count)
    return {**params, **own}


def _connect(connect: Connect, params: dict[str, Any], *, is_pooled: bool) -> "psycopg.Connection[Any]":
    if not is_pooled:
        return connect(params)
    # A pooler greets with what its server was when the pooler connected. After a promotion it would call the new
    # primary read-only for as long as one old connection lives, so the server itself is asked.
    wanted = params.get("target_session_attrs")
    connection = connect({name: value for name, value in params.items() if name != "target_session_attrs"})
    if wanted not in ("read-write", "primary"):
        return connection
    try:
        row = psycopg.Cursor(connection).execute("SELECT pg_is_in_recovery()").fetchone()
        connection.rollback()
        if row is not None and row[0]:
            raise psycopg.OperationalError(f"{params['host']}:{params['port']} is a standby")
    except BaseException:
        connection.close()
        raise
    return connection
