"""Requests with clients: `python clients.py CLIENT,CLIENT BASE`; each call is on a line with CALL.

Runs in every Python from 3.8 on. A secret is in the value of body, header and query. A name with
`stubbed_` in front is answered by a stub and needs no server.
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


def stubbed_mock(_):
    from unittest import mock

    import requests

    with mock.patch("requests.post") as post:
        requests.post(path(LIVE), json=BODY, headers=HEADERS)  # CALL
    assert post.called


if __name__ == "__main__":
    for name in sys.argv[1].split(","):
        globals()[name](sys.argv[2])
