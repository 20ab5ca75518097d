"""Encounters over the API: another system says once what happened, and may ask what it has said."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from phonenumber_field.serializerfields import PhoneNumberField
from rest_framework import mixins, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from casework import access
from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.neighbors import SAME_FIELDS, Person
from casework.models import AgencyPerson, AlsoKnownAs, ContactPoint, Encounter, Neighbor, Safety, Source
from casework.states import wrong_birth_date
from heart.accounts.models import User
from heart.lib.json_body import BoundedJSONParser
from heart.lib.phones import kept

MOST_NAMES = 20


class Instant(serializers.DateTimeField):
    """ISO 8601 with its offset: without one, nobody knows which instant is meant."""

    default_error_messages = {"no_offset": _("Say the offset from UTC, such as 2026-03-09T21:30:00-04:00.")}

    def enforce_timezone(self, value: Any) -> Any:
        if value.tzinfo is None:
            self.fail("no_offset")
        return super().enforce_timezone(value)


class Phone(PhoneNumberField):
    """A number as people write it; kept in the shape in which the form keeps it."""

    def to_internal_value(self, data: Any) -> str:
        return kept(super().to_internal_value(data))


class NothingElse:
    """A misspelt field would be lost in silence: it is refused by its name."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()  # type: ignore[attr-defined]
        if unknown:
            raise serializers.ValidationError({name: [_("This field is not known.")] for name in sorted(unknown)})
        return super().to_internal_value(data)  # type: ignore[misc]


def longest_of(model: type[models.Model], field: str) -> int | None:
    return getattr(model._meta.get_field(field), "max_length", None)


def _text(model: type[models.Model], field: str) -> serializers.CharField:
    longest = longest_of(model, field)
    return serializers.CharField(max_length=longest, required=False, allow_blank=True)


def _safety() -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=Safety.choices, required=False, allow_blank=True)


class PersonTold(NothingElse, serializers.ModelSerializer):
    """Whom the encounter was with, as far as it is known. Everything may be left out."""

    also_known_as = serializers.ListField(
        child=serializers.CharField(max_length=longest_of(AlsoKnownAs, "name")),
        max_length=MOST_NAMES,
        required=False,
    )
    phone = Phone(region="US", required=False, allow_blank=True)
    voicemail_ok = _safety()
    text_ok = _safety()
    may_say_heart = _safety()
    who_else_answers = _text(ContactPoint, "who_else_answers")
    agency_person_id = _text(AgencyPerson, "person_id")

    class Meta:
        model = Neighbor
        fields = [
            *SAME_FIELDS, "domestic_violence", "also_known_as", "phone", "voicemail_ok", "text_ok",
            "may_say_heart", "who_else_answers", "agency_person_id",
        ]  # fmt: skip

    def validate_birth_date(self, day: date | None) -> date | None:
        if wrong := wrong_birth_date(day, timezone.localdate()):
            raise serializers.ValidationError(wrong)
        return day


class EncounterTold(NothingElse, serializers.ModelSerializer):
    """One response as its source tells it. `agency` and `incident_number` together name it once."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {models.DateTimeField: Instant}
    person = PersonTold(required=False, allow_null=True)

    class Meta:
        model = Encounter
        fields = [
            "agency", "incident_number", "pilot", "received_at", "dispatched_at", "arrived_at", "cleared_at",
            "call_type", "priority", "beat", "location", "outcome", "disposition", "follow_up_wanted", "note",
            "person",
        ]  # fmt: skip
        validators: list[object] = []  # the action knows the same again from another

    def details(self) -> EncounterDetails:
        told = {name: value for name, value in self.validated_data.items() if name != "person"}
        return EncounterDetails(**told)

    def whom(self) -> Person | None:
        told = self.validated_data.get("person")
        if told is None:
            return None
        return Person(**told | {"also_known_as": tuple(told.get("also_known_as", ()))})


class EncounterRecorded(serializers.ModelSerializer):
    """That it stands here. Nothing about the neighbor goes out."""

    case_opened = serializers.SerializerMethodField(help_text=_("Care navigation follows up."))

    class Meta:
        model = Encounter
        fields = ["id", "agency", "incident_number", "recorded_at", "case_opened"]
        read_only_fields = fields

    def get_case_opened(self, encounter: Encounter) -> bool:
        return encounter.case_id is not None


class Problem(serializers.Serializer):
    """What was wrong, and with which field, if with one. `problems` has all of them for a body that does not fit."""

    detail = serializers.CharField()
    field = serializers.CharField(allow_null=True)
    problems = serializers.DictField(child=serializers.CharField(), required=False)


class SendsEncounters(BasePermission):
    """Another system, with a token of its own; not a signed-in page."""

    message = _("This needs the API token of an integration.")

    def has_permission(self, request: Request, view: object) -> bool:
        user = request.user
        return isinstance(user, User) and bool(request.auth) and access.can_send_encounters(user)


class Latest(CursorPagination):
    ordering = "-recorded_at"
    page_size = 100


REFUSED = {
    401: OpenApiResponse(Problem, description="No token, or one that is no longer valid."),
    403: OpenApiResponse(Problem, description="The token is not an integration's."),
}


class EncounterViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """An integration sees what it has recorded itself."""

    serializer_class = EncounterRecorded
    parser_classes = [BoundedJSONParser]
    permission_classes = [SendsEncounters]
    pagination_class = Latest
    lookup_value_regex = "[0-9]{1,18}"
    queryset = Encounter.objects.none()  # for the schema; see get_queryset

    def get_queryset(self) -> QuerySet[Encounter]:
        user = self.request.user
        return Encounter.objects.visible_to(user) if isinstance(user, User) else self.queryset

    @extend_schema(
        summary="Encounters recorded with this token, latest first", responses={200: EncounterRecorded, **REFUSED}
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="One of them", responses={200: EncounterRecorded, **REFUSED, 404: Problem})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        summary="Record an encounter",
        description="Idempotent: the same body again answers 200 with the same representation. Another body "
        "for the same agency and incident number answers 409 and changes nothing.",
        request=EncounterTold,
        responses={
            201: OpenApiResponse(EncounterRecorded, description="Recorded."),
            200: OpenApiResponse(EncounterRecorded, description="Recorded before, with the same body."),
            400: OpenApiResponse(Problem, description="Something in the body cannot be."),
            409: OpenApiResponse(Problem, description="Recorded before, with another body."),
            413: OpenApiResponse(Problem, description="The body is longer than 1 MB."),
            **REFUSED,
        },
    )
    def create(self, request: Request) -> Response:
        told = EncounterTold(data=request.data)
        told.is_valid(raise_exception=True)
        user: User = request.user  # type: ignore[assignment]
        recorded = record_encounter(details=told.details(), person=told.whom(), by=user, source=Source.API)
        body = EncounterRecorded(recorded.encounter, context=self.get_serializer_context()).data
        return Response(body, status=201 if recorded.created else 200)
