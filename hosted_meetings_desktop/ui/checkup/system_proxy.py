"""The proxy that the system gives to calls: the web engine takes that one, and this program's requests may not."""

from __future__ import annotations


def proxy_of_calls(address: str) -> str:
    """Return the proxy on the way to an address as ``http://host:port``, empty where the way is direct.

    Takes its time where the system has to fetch a script first: call it in a thread.
    """
    from PySide6.QtCore import QUrl
    from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

    kinds = {
        QNetworkProxy.ProxyType.HttpProxy: "http",
        QNetworkProxy.ProxyType.HttpCachingProxy: "http",
        QNetworkProxy.ProxyType.Socks5Proxy: "socks5",
    }
    for proxy in QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(address))):
        if proxy.type() in kinds and proxy.hostName():
            return f"{kinds[proxy.type()]}://{proxy.hostName()}:{proxy.port()}"
        if proxy.type() is QNetworkProxy.ProxyType.NoProxy:
            return ""
    return ""
