"""Editors at work: clients that write without pause, and remember what was acknowledged."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 300
Answer = dict[str, Any]


@dataclass
class Editors:
    """What some clients wrote: the last acknowledged state of each record, and refusals."""

    url: str
    key: str
    acknowledged: dict[str, Answer] = field(default_factory=dict)
    refused: list[httpx.Response] = field(default_factory=list)
    broken: int = 0
    numbers: Iterator[int] = field(default_factory=itertools.count)
    stopping: threading.Event = field(default_factory=threading.Event)
    progress: threading.Condition = field(default_factory=threading.Condition)
    answers: int = 0

    def start(self, clients: int) -> list[threading.Thread]:
        """Let so many clients write until told to stop, or until nobody answers."""
        self.stopping.clear()
        threads = [threading.Thread(target=self.work) for _ in range(clients)]
        for thread in threads:
            thread.start()
        return threads

    def stop(self, threads: list[threading.Thread]) -> None:
        """Let each client finish the request that it is at."""
        self.stopping.set()
        for thread in threads:
            thread.join(PATIENCE)

    def wait_for(self, more: int) -> None:
        """Wait until some more requests were acknowledged."""
        with self.progress:
            wanted = self.answers + more
            assert self.progress.wait_for(lambda: self.answers >= wanted, PATIENCE)

    def work(self) -> None:
        """Write until told to stop."""
        headers = {"Authorization": f"Bearer {self.key}"}
        with httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE) as client:
            while not self.stopping.is_set():
                try:
                    self.write_report(client, next(self.numbers))
                except httpx.TransportError:
                    self.broken += 1
                    return
                except Refused as refusal:
                    self.refused.append(refusal.response)
                    self.stopping.wait(0.1)

    def write_report(self, client: httpx.Client, number: int) -> None:
        """Write a report and its mention, publish both, and correct the report."""
        path = "/v1/editorial"
        title = {"en": f"Report {number}", "ko": f"보고서 {number}"}
        named = {"key": f"report-{number}", "title": title}
        report = self.send(client, "POST", f"{path}/reports", named)
        about = {"headline": {"en": f"On report {number}"}, "reports": [report["id"]]}
        mention = self.send(client, "POST", f"{path}/mentions", about)
        both = {"records": [{"id": report["id"]}, {"id": mention["id"]}]}
        for record in self.send(client, "POST", f"{path}/publications", both)["data"]:
            self.note(record)
        known = {"If-Match": f'"{self.acknowledged[report["id"]]["revision"]}"'}
        change = {"title": {"en": f"Report {number}, corrected"}}
        self.send(client, "PATCH", f"{path}/reports/{report['id']}", change, known)

    def send(
        self,
        client: httpx.Client,
        method: str,
        path: str,
        body: Answer,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request; remember what was acknowledged."""
        response = client.request(method, path, json=body, headers=headers)
        if not response.is_success:
            raise Refused(response)
        answer: Answer = response.json()
        if "id" in answer:
            self.note(answer)
        with self.progress:
            self.answers += 1
            self.progress.notify_all()
        return answer

    def note(self, record: Answer) -> None:
        """Remember a record as it was acknowledged."""
        self.acknowledged[record["id"]] = record


class Refused(Exception):
    """The service answered that it did not write."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.text)
        self.response = response
