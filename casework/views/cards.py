"""The card of a response plan: what a responder reads in ten seconds, and prints on half a page.

Whoever is called out finds it by asking for a name, a phone, a birth date or a place, in a form that is posted: nobody's
name stands in an address. What was found so may be opened for the length of a shift; every opening is on record.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework import access
from casework.forms import CardSearchForm
from casework.matching import candidates
from casework.matching.searching import cleaned, read
from casework.models import Encounter, Interpreter, Neighbor, ResponsePlan
from casework.models.plans import ResponsePlanQuerySet
from casework.views.rows import language_word
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib import when
from heart.lib.clock import ZONE

A_SHIFT = timedelta(hours=12)
# More than these are not shown: whoever asks for everybody gets nobody in particular.
MOST_FOUND = 6
MOST_LOOKED_AT = 30
LEAST_LETTERS = 3
NUMBER = re.compile(
    r"(?<!\d)(?:\+?1[ .-]?)?\(?(?P<area>[2-9]\d\d)\)?[ .-]?(?P<first>\d{3})[ .-]?(?P<last>\d{4})(?!\d)"
    r"(?:,? ?(?:x|ext\.?|extension) ?(?P<extension>\d{1,6})(?!\d))?"
    r"|(?<![\d-])(?P<short>988|911|211)(?![\d-])",
    re.IGNORECASE,
)
# So many letters in large type; more in the next size down.
LARGE, MEDIUM = 260, 440


@dataclass(frozen=True)
class Card:
    """See templates/casework/_card.html. Nothing else of the person: no number, no case, no reason."""

    pk: int
    name: str
    age: int | None
    language: str
    interpreter: str
    careful: bool
    safety: str
    blocks: tuple[tuple[str, str, str], ...]
    approved: str
    review: str
    out_of_date: bool
    size: str

    @property
    def who(self) -> str:
        """“52 · Spanish · Interpreter by phone”."""
        age = _("%(age)s years old") % {"age": self.age} if self.age is not None else ""
        return " · ".join(word for word in (age, self.language, self.interpreter) if word)


def card_of(plan: Any, now: datetime) -> Card:
    """Of a plan `with_person`; of one that is not approved yet, how its card will look."""
    people = [_neighbor(told) for told in plan.records]
    own, today = people[0], timezone.localdate(now, ZONE)
    named = next((one for one in people if one.is_named), own)
    born = next((one for one in people if one.birth_date), own)
    speaks = next((one for one in people if one.language not in ("", "en")), None)
    asked = any(one.language for one in people)
    approved = {"name": plan.approved_by.name, "day": when.day(plan.approved_at)} if plan.approved_by else None
    return Card(
        pk=plan.pk,
        name=named.display_name,
        age=born.age_on(today),
        language=language_word(speaks) if speaks else _("English") if asked else "",
        interpreter=_interpreter(people),
        careful=any(one.domestic_violence for one in people),
        safety=plan.safety,
        blocks=(
            ("helps", _("What helps"), plan.helps),
            ("avoid", _("What to avoid"), plan.avoid),
            ("call", _("Who to call"), _to_dial(plan.who_to_call)),
        ),
        approved=_("Approved by %(name)s, %(day)s") % approved if approved else "",
        review=_("To be looked at again on %(day)s") % {"day": when.day(plan.review_on)} if plan.review_on else "",
        out_of_date=plan.is_out_of_date(today),
        size=_size(plan),
    )


def _to_dial(text: str) -> str:
    """With each number as a link that dials it: ten digits and an extension, 988, 911 and 211; everything else escaped."""
    parts, end = [], 0
    for found in NUMBER.finditer(text):
        parts += [escape(text[end : found.start()]), format_html('<a href="tel:{}">{}</a>', _number(found), found[0])]
        end = found.end()
    return SafeString("".join([*parts, escape(text[end:])]))


def _number(found: re.Match[str]) -> str:
    """A comma makes every telephone wait for the answer before it dials the extension."""
    if found["short"]:
        return found["short"]
    extension = f",{found['extension']}" if found["extension"] else ""
    return f"+1{found['area']}{found['first']}{found['last']}{extension}"


def _neighbor(told: dict[str, Any]) -> Neighbor:
    return Neighbor(**(told | {"birth_date": date.fromisoformat(told["birth_date"]) if told["birth_date"] else None}))


def _interpreter(people: Iterable[Neighbor]) -> str:
    needed = (one for one in people if one.interpreter not in ("", Interpreter.NOT_NEEDED))
    one = next(needed, None)
    return str(one.get_interpreter_display()) if one else ""


def _size(plan: ResponsePlan) -> str:
    """Large type, as far as a telephone shows all of it at once. A line counts for half a row at least."""
    letters = sum(
        max(len(line), 20)
        for text in (plan.safety, plan.helps, plan.avoid, plan.who_to_call)
        for line in text.split("\n")
    )
    return "large" if letters <= LARGE else "medium" if letters <= MEDIUM else "small"


# -- Finding it --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: HttpRequest) -> HttpResponse:
    """Asked for by POST, the answer on the same page."""
    user, now = person(request), timezone.now()
    if not access.can_look_for_cards(user):
        raise PermissionDenied
    form = CardSearchForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        asked = form.asked()
        if len(re.sub(r"\W", "", asked)) < LEAST_LETTERS:
            form.add_error("q", _("At least %(count)s letters or digits.") % {"count": LEAST_LETTERS})
        else:
            found = find_cards(ResponsePlan.objects.cards_for(user), asked, timezone.localdate(now, ZONE))
            context |= _answer(request, user, found, now) | {"asked": asked}
            context["form"] = CardSearchForm(initial={"q": asked})
    return render(request, "casework/cards.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, user: User, found: list[ResponsePlan], now: datetime) -> dict[str, Any]:
    shown = found[:MOST_FOUND]
    record("cards.asked", subject=None, by=user, at=now, found=[plan.pk for plan in shown])
    _let_open(request, shown, now)
    lines = [{"card": card_of(plan, now), "url": reverse("card", args=[plan.pk])} for plan in shown]
    return {"lines": lines, "more": len(found) > MOST_FOUND, "answered": True}


def find_cards(plans: ResponsePlanQuerySet, asked: str, today: date) -> list[Any]:
    """Best first, as the matcher says it of names, birth date and numbers; then those of whom the words stand among
    their usual places."""
    words, people = cleaned(asked), plans.people()
    matched = [one.neighbor_id for one in candidates(read(words, today), limit=MOST_LOOKED_AT, among=people)]
    described = [Q(where_to_find__icontains=word) | Q(description__icontains=word) for word in words.split()]
    places = people.filter(*described).order_by("pk").values_list("pk", flat=True)[:MOST_LOOKED_AT]
    place = {pk: number for number, pk in reversed(list(enumerate([*matched, *places])))}
    of_person: dict[int, int] = {}
    for pk, person_number in people.filter(pk__in=place).values_list("pk", "person_number"):
        of_person[person_number] = min(place[pk], of_person.get(person_number, place[pk]))
    found = plans.filter(neighbor__person_number__in=of_person).with_person().newest_first()
    return sorted(
        found.select_related("neighbor", "approved_by"), key=lambda plan: of_person[plan.neighbor.person_number]
    )


# -- Opening it --------------------------------------------------------------------------------------------------------


def _let_open(request: HttpRequest, plans: Iterable[ResponsePlan], now: datetime) -> None:
    """In the session, which is on the server: which plans, and until when."""
    until = int((now + A_SHIFT).timestamp())
    still = {pk: at for pk, at in request.session.get("cards", {}).items() if at > now.timestamp()}
    request.session["cards"] = still | {str(plan.pk): until for plan in plans}


def _may_open(request: HttpRequest, pk: int, now: datetime) -> bool:
    return request.session.get("cards", {}).get(str(pk), 0) > now.timestamp()


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a plan in force, to whoever sees it anyway, has met the person, or has found it by asking."""
    user, now = person(request), timezone.now()
    plan = _in_force(ResponsePlan.objects.visible_to(user), pk)
    if plan is None and _may_open(request, pk, now) and access.can_look_for_cards(user):
        plan = _in_force(ResponsePlan.objects.cards_for(user), pk)
    if plan is None:
        raise Http404
    record("card.read", subject=plan, by=user, at=now)
    others = ResponsePlan.objects.visible_to(user).of_person(plan.neighbor).in_force().exclude(pk=pk).newest_first()
    context = {
        "card": card_of(plan, now),
        "others": [
            {"url": reverse("card", args=[other.pk]), "day": when.day(other.approved_at)}
            for other in others
            if other.approved_at
        ],
        "plan_url": reverse("plan", args=[plan.neighbor_id]) if access.can_change_plan(user, plan) else "",
    }
    return render(request, "casework/card.html", context)


def cards_by_person(user: User, encounters: Iterable[Encounter]) -> dict[int, int]:
    """Of whom these encounters met, the newest plan in force, by `person_number`: one query."""
    people = {encounter.neighbor.person_number for encounter in encounters if encounter.neighbor}
    found = ResponsePlan.objects.visible_to(user).in_force().filter(neighbor__person_number__in=people)
    return dict(found.order_by("approved_at", "pk").values_list("neighbor__person_number", "pk"))


def _in_force(plans: Any, pk: int) -> Any:
    return plans.in_force().with_person().select_related("neighbor", "approved_by").filter(pk=pk).first()
