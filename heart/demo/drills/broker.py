"""The broker is disposable: it is emptied and killed -9 on the way, and pages read and write while it is gone."""

import random
import re
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import requests
from django.urls import reverse
from django.utils import timezone

from casework.models import Contact, FollowUp
from heart.accounts.models import User
from heart.demo import servers
from heart.demo.city.staff import PASSWORD
from heart.demo.drills import _load, _naive_run
from heart.demo.drills._attack import Attack
from heart.demo.drills._house import FLUSH, Say, Sink, furnish, house

FAULTS = ("lost", "duplicated", "silent", "pages_failed")
OUTAGE = "outage"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--reminders", type=int, default=300, help="how many are due (default: 300)")
    parser.add_argument("--blows", type=int, default=4, help="how often it is emptied or killed (default: 4)")
    parser.add_argument("--seed", type=int, default=7, help="of the moments")
    parser.add_argument(
        "--naive", action="store_true", help="one queued job a reminder instead of rows: must lose some"
    )


def run(say: Say, *, reminders: int, blows: int, seed: int, naive: bool) -> dict[str, object]:
    started = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - a plan that can be had again
    moments = sorted(chance.uniform(0.0, 0.9) for _ in range(blows))
    planned = [(moment, (FLUSH, "broker")[number % 2]) for number, moment in enumerate(moments)]
    counted = _naive_run.killed(say, reminders, planned, by_key=False) if naive else survive(say, reminders, planned)
    return {"due": reminders, **counted, "seconds": round(time.monotonic() - started, 1)}


def survive(say: Say, reminders: int, planned: list[tuple[float, str]]) -> dict[str, object]:
    furnish()
    due = _load.plant(reminders, now=timezone.now())
    provider = Sink(by_key=False)
    with house(say, provider, TEXT_URL=provider.url) as home:
        home.start("web", "worker 1", "worker 2", "beat")
        attack = Outage(home, provider, sorted([*planned, (0.5, OUTAGE)]), len(due))
        attack.until_done()
        counted = _load.account(due, provider.taken_keys())
    pages = attack.pages
    return {**counted, "pages": len(pages), "pages_failed": pages.count(False), "blows": dict(home.kills)}


class Outage(Attack):
    """Once the broker stays away for as long as somebody needs to work with the pages."""

    pages: Sequence[bool] = ()

    def strike(self, kind: str) -> None:
        if kind == OUTAGE:
            self.home.kill("broker", revive=False)
            self.pages = list(work(f"http://127.0.0.1:{self.home.port}", told_of(self.sink.taken_keys())))
            servers.revive()
        else:
            super().strike(kind)


def told_of(keys: list[str]) -> FollowUp:
    """One whose reminder has arrived, so that ending it takes nothing from what is counted."""
    return FollowUp.objects.open().get(pk=int(keys[0].split(":")[1]))


def work(site: str, follow_up: FollowUp) -> Iterator[bool]:
    """Sign in as its owner, read, and write down a contact; of each page, whether it did what it is for."""
    browser, case = requests.Session(), follow_up.case_id
    owner = User.objects.get(pk=follow_up.owner_id)
    signed_in = partial(post, browser, site + reverse("account_login"), login=owner.email, password=PASSWORD)
    yield well(lambda: signed_in().url == site + reverse("today"))
    for path in (reverse("today"), reverse("cases"), reverse("case", args=[case]), reverse("inbox")):
        yield well(partial(read, browser, site + path))
    logged = partial(
        post, browser, site + reverse("contact", args=[case]), result="no_answer", channel="phone", direction="out"
    )
    yield well(lambda: "/contact/" not in logged().url)
    yield Contact.objects.filter(case=case, by=owner).count() == 1


def read(browser: requests.Session, url: str) -> bool:
    return browser.get(url, timeout=30, allow_redirects=False).status_code == 200


def post(browser: requests.Session, url: str, **fields: str) -> requests.Response:
    token = TOKEN.search(browser.get(url, timeout=30).text)
    fields["csrfmiddlewaretoken"] = token[1] if token else ""
    return browser.post(url, data=fields, timeout=30)


def well(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except requests.RequestException:
        return False
