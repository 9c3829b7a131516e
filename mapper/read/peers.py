"""HTTP connections that look at their peer: only public addresses are reached, whatever a URL says.

The connected peer decides, not the text of an address, so that DNS tricks, odd spellings of
127.0.0.1 and redirects have no gap. Behind a proxy the peer is the proxy and the check says
nothing: proxies of the environment are not used.
"""

import ipaddress
import socket

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

USER_AGENT = "itinerary-mapper/0.1 (reads news articles for mapping)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")


class BlockedAddressError(HTTPError):
    """A connection to an address that is not public."""


def is_public(address: str) -> bool:
    """Return whether an IP address lies in the public internet.

    Mapped, NAT64 and 6to4 forms are unwrapped first: Python counts some of them as global.

    >>> is_public("2002:7f00:1::"), is_public("::ffff:10.0.0.1"), is_public("1.1.1.1")
    (False, False, True)
    """
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip in _COMPATIBLE or ip.teredo is not None or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def peer_checking_session(allowed: frozenset[str]) -> requests.Session:
    """Return a session that reaches public addresses and the hosts of `allowed` alone.

    Raises BlockedAddressError, wrapped by requests, before anything is sent to another.
    """
    session = requests.Session()
    session.trust_env = False
    session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"})
    adapter = _PeerCheckingAdapter(allowed)
    session.adapters.clear()
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class _PeerCheckingAdapter(HTTPAdapter):
    """Hands out connections that look at their peer before anything is sent."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(max_retries=0)
        pools = {"http": _http_pool(allowed), "https": _https_pool(allowed)}
        self.poolmanager.pool_classes_by_scheme = pools


def _http_pool(allowed: frozenset[str]) -> type[HTTPConnectionPool]:
    class Connection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            _refuse_private(self.host, self.port, allowed)
            return _checked(super()._new_conn(), self.host, allowed)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    return Pool


def _https_pool(allowed: frozenset[str]) -> type[HTTPSConnectionPool]:
    class Connection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            _refuse_private(self.host, self.port, allowed)
            return _checked(super()._new_conn(), self.host, allowed)

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


def _refuse_private(host: str, port: int, allowed: frozenset[str]) -> None:
    """Raise before connecting where all of a host's addresses are private; `_checked` decides.

    A name that does not resolve passes: connecting says so more clearly.
    """
    if host.lower().strip("[]") in allowed:
        return
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host.strip("[]"), port)}
    except OSError:
        return
    if found and not any(is_public(address) for address in found):
        message = f"{host} is at {min(found)}, which is no public address"
        raise BlockedAddressError(message)


def _checked(connection: socket.socket, host: str, allowed: frozenset[str]) -> socket.socket:
    """Return a connection whose peer is public or allowed by the name that was asked for."""
    if host.lower().strip("[]") in allowed:
        return connection
    peer = str(connection.getpeername()[0])
    if not is_public(peer):
        connection.close()
        message = f"{host} is at {peer}, which is no public address"
        raise BlockedAddressError(message)
    return connection
