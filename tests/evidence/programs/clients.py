"""Requests with clients: `python clients.py CLIENT,CLIENT BASE`; each call is on a line with CALL.

Runs in every Python from 3.8 on. A secret is in the value of body, header and query. A name with
`stubbed_` in front is answered by a stub and needs no server, one with `mocked_` by a mock that
stands in place of the client's function.
"""

import asyncio
import json
import sys

SECRET = "s3cr3t-value"
HEADERS = {"Authorization": "Bearer " + SECRET, "Content-Type": "application/json"}
BODY = {"ids": [SECRET]}


def path(base):
    return base + "/api/v1/timeentries/" + "delete?key=" + SECRET


def requests(base):
    import requests

    requests.post(path(base), json=BODY, headers=HEADERS)  # CALL


def requests_session(base):
    import requests

    with requests.Session() as session:
        prepared = session.prepare_request(requests.Request("POST", path(base), json=BODY))
        session.send(prepared)  # CALL


def httpx(base):
    import httpx

    httpx.post(path(base), json=BODY, headers=HEADERS)  # CALL


def httpx_async(base):
    import httpx

    async def main():
        async with httpx.AsyncClient(base_url=base) as client:
            await client.post(path(""), json=BODY, headers=HEADERS)  # CALL

    asyncio.run(main())


def httpx_gather(base):
    import httpx

    async def main():
        async with httpx.AsyncClient(base_url=base) as client:
            await asyncio.gather(client.post(path(""), json=BODY))  # CALL

    asyncio.run(main())


def aiohttp(base):
    import aiohttp

    async def main():
        session = aiohttp.ClientSession()
        async with session.post(path(base), json=BODY, headers=HEADERS) as answer:  # CALL
            await answer.read()
        await session.close()

    asyncio.run(main())


def aiohttp_request(base):
    import aiohttp

    async def main():
        async with aiohttp.request("POST", path(base), json=BODY) as answer:  # CALL
            await answer.read()

    asyncio.run(main())


def urllib3(base):
    import urllib3

    body = json.dumps(BODY).encode()
    urllib3.PoolManager().request("POST", path(base), body=body, headers=HEADERS)  # CALL


def urllib3_pool(base):
    import urllib3

    pool = urllib3.connection_from_url(base)
    pool.urlopen("POST", path(""), body=json.dumps(BODY), headers=HEADERS)  # CALL


def http_client(base):
    import http.client

    connection = http.client.HTTPConnection(base.split("//")[1])
    connection.request("POST", path(""), json.dumps(BODY), HEADERS)  # CALL
    connection.getresponse().read()


def urllib_request(base):
    import urllib.request

    data = json.dumps(BODY).encode()
    request = urllib.request.Request(path(base), data, HEADERS, method="POST")
    urllib.request.urlopen(request).read()  # CALL


def httplib2(base):
    import httplib2

    httplib2.Http().request(path(base), "POST", json.dumps(BODY), HEADERS)  # CALL


def niquests(base):
    import niquests

    niquests.post(path(base), json=BODY, headers=HEADERS)  # CALL


def niquests_async(base):
    import niquests

    async def main():
        async with niquests.AsyncSession() as session:
            await session.post(path(base), json=BODY, headers=HEADERS)  # CALL

    asyncio.run(main())


def executor(base):
    from concurrent.futures import ThreadPoolExecutor

    import requests

    with ThreadPoolExecutor() as pool:
        pool.submit(requests.post, path(base), json=BODY).result()  # CALL


def thread(base):
    from threading import Thread

    import requests

    worker = Thread(target=requests.post, args=(path(base),), kwargs={"json": BODY})
    worker.start()  # CALL
    worker.join()


LIVE = "https://api.awork.com"


def stubbed_responses(_):
    import requests
    import responses

    with responses.RequestsMock() as stub:
        stub.add("POST", LIVE + "/api/v1/timeentries/delete", status=204)
        requests.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL


def stubbed_requests_mock(_):
    import requests
    import requests_mock

    with requests_mock.Mocker() as stub:
        stub.post(LIVE + "/api/v1/timeentries/delete", status_code=204)
        requests.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL


def stubbed_respx(_):
    import httpx
    import respx

    with respx.mock:
        respx.post(path(LIVE)).respond(204)
        httpx.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL


def stubbed_aioresponses(_):
    import aiohttp
    import aioresponses

    async def main():
        with aioresponses.aioresponses() as stub:
            stub.post(path(LIVE), status=204)
            async with aiohttp.ClientSession() as session:
                await session.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL

    asyncio.run(main())


def stubbed_transport(_):
    import httpx

    transport = httpx.MockTransport(lambda request: httpx.Response(204))
    with httpx.Client(transport=transport) as client:
        client.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL


def stubbed_respx_async(_):
    import httpx
    import respx

    async def main():
        async with httpx.AsyncClient() as client:
            await client.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL

    with respx.mock:
        respx.post(path(LIVE)).respond(204)
        asyncio.run(main())


def stubbed_aiohttp(_):
    from unittest import mock

    import aiohttp

    async def answer(*_, **__):
        return mock.Mock(status=204, history=())

    async def main():
        async with aiohttp.ClientSession() as session:
            await session.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL

    with mock.patch.object(aiohttp.ClientSession, "_request", answer):
        asyncio.run(main())


def stubbed_urllib3(_):
    from unittest import mock

    import urllib3

    answer = urllib3.HTTPResponse(b"", status=204)
    with mock.patch.object(urllib3.HTTPConnectionPool, "_make_request", return_value=answer):
        body = json.dumps(BODY).encode()
        urllib3.PoolManager().request("POST", path(LIVE), body=body, headers=HEADERS)  # CALL


def stubbed_http_client(_):
    import http.client
    import io

    class Socket:
        def sendall(self, data):
            pass

        def makefile(self, *_):
            return io.BytesIO(b"HTTP/1.1 204 No Content\r\n\r\n")

        def close(self):
            pass

    connection = http.client.HTTPSConnection("api.awork.com")
    connection.sock = Socket()
    connection.request("POST", path(""), json.dumps(BODY), HEADERS)  # CALL
    connection.getresponse().read()


def stubbed_urllib_request(_):
    import email
    import io
    import urllib.request
    import urllib.response

    class Stub(urllib.request.HTTPSHandler):
        def https_open(self, request):
            headers = email.message_from_string("")
            answer = urllib.response.addinfourl(io.BytesIO(), headers, request.full_url, 204)
            answer.msg = "No Content"
            return answer

    urllib.request.install_opener(urllib.request.build_opener(Stub))
    request = urllib.request.Request(path(LIVE), json.dumps(BODY).encode(), HEADERS, method="POST")
    urllib.request.urlopen(request).read()  # CALL


def stubbed_httplib2(_):
    from unittest import mock

    import httplib2

    answer = (httplib2.Response({"status": 204}), b"")
    with mock.patch.object(httplib2.Http, "_conn_request", return_value=answer):
        httplib2.Http().request(path(LIVE), "POST", json.dumps(BODY), HEADERS)  # CALL


def stubbed_niquests(_):
    import niquests
    from niquests.adapters import BaseAdapter
    from niquests.packages.urllib3 import HTTPResponse

    class Stub(BaseAdapter):
        def send(self, request, **_):
            answer = niquests.Response()
            answer.status_code, answer.request, answer.url = 204, request, request.url
            answer._content, answer.raw = b"", HTTPResponse(b"", status=204)
            return answer

        def close(self):
            pass

    with niquests.Session() as session:
        session.mount("https://", Stub())
        session.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL


def mocked_post(_):
    from unittest import mock

    import requests

    with mock.patch("requests.post") as post:
        requests.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL
    assert post.called


def mocked_send(_):
    from unittest import mock

    import requests

    with mock.patch("requests.Session.send") as send:
        requests.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL
    assert send.called


def mocked_urlopen(_):
    import urllib.request
    from unittest import mock

    with mock.patch("urllib.request.urlopen") as urlopen:
        data = json.dumps(BODY).encode()
        urllib.request.urlopen(urllib.request.Request(path(LIVE), data, method="POST"))  # CALL
    assert urlopen.called


def mocked_connection(_):
    from http import client
    from unittest import mock

    with mock.patch("http.client.HTTPSConnection") as connection:
        client.HTTPSConnection("api.awork.com").request("POST", path(""), json.dumps(BODY))  # CALL
    assert connection.called


def mocked_async(_):
    from unittest import mock

    import httpx

    async def main():
        async with httpx.AsyncClient() as client:
            await client.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL

    with mock.patch("httpx.AsyncClient.post", new_callable=mock.AsyncMock) as post:
        asyncio.run(main())
    assert post.awaited if hasattr(post, "awaited") else post.await_count


if __name__ == "__main__":
    for name in sys.argv[1].split(","):
        globals()[name](sys.argv[2])
