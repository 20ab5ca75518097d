"""Encounters over the API: another system says once what happened, and may ask what it has said."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from phonenumber_field.serializerfields import PhoneNumberField
from rest_framework import mixins, serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from casework import access
from casework.actions.documents import Became, take_document
from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.neighbors import SAME_FIELDS, Person
from casework.interop.eido.importing import refusal_of
from casework.interop.eido.mapping import standing_mapping
from casework.interop.eido.reading import read_document
from casework.interop.eido.strict_json import Refused as UnreadableDocument
from casework.models import AgencyPerson, AlsoKnownAs, ContactPoint, Encounter, FollowUpWanted, Neighbor, Safety, Source
from casework.states import wrong_birth_date
from heart.accounts.models import User
from heart.lib.errors import DomainError, NotAllowed
from heart.lib.json_body import LONGEST, BoundedJSONParser, TooLong
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
        return encounter.as_seen().goes_on


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

    def decode_cursor(self, request: Request) -> Any:
        """One that does not name an instant is no cursor of ours."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not _is_instant(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


def _is_instant(words: str) -> bool:
    try:
        moment = parse_datetime(words)
    except ValueError:
        return False
    return moment is not None and timezone.is_aware(moment)


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
        return Encounter.objects.told_by(user) if isinstance(user, User) else self.queryset

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
        body = EncounterRecorded(recorded.encounter.seen_by(user), context=self.get_serializer_context()).data
        return Response(body, status=201 if recorded.created else 200)


class Refusal(serializers.Serializer):
    """What keeps a document out, or was left out of one that went in."""

    path = serializers.CharField(allow_blank=True, help_text=_("A JSON pointer; empty for the document as a whole."))
    reason = serializers.CharField()


class DocumentRefused(serializers.Serializer):
    """Everything that keeps the document out; `detail` and `field` are the first of it."""

    detail = serializers.CharField()
    field = serializers.CharField(allow_null=True)
    refusals = Refusal(many=True)


class DocumentTaken(EncounterRecorded):
    """That the encounter stands here, what the document did to it, and what of the document was not understood."""

    became = serializers.SerializerMethodField(help_text=_("created, changed or unchanged."))
    left_out = serializers.SerializerMethodField()

    class Meta(EncounterRecorded.Meta):
        fields = [*EncounterRecorded.Meta.fields, "became", "left_out"]
        read_only_fields = fields

    def get_case_opened(self, encounter: Encounter) -> bool:
        """Of somebody hidden of whom another told: as the document asks, since of theirs nothing is said."""
        if encounter.is_hidden and encounter.recorded_by_id != self.context["request"].user.pk:  # type: ignore[attr-defined]
            return bool(self.context["asks"])
        return super().get_case_opened(encounter)

    def get_became(self, encounter: Encounter) -> str:
        return str(self.context["became"])

    @extend_schema_field(Refusal(many=True))
    def get_left_out(self, encounter: Encounter) -> list[dict[str, str]]:
        return [problem._asdict() for problem in self.context["left_out"]]


# An EmergencyIncidentDataObjectType of NENA-STA-021.1b. More than this is read, and everything is kept.
DOCUMENT: dict[str, Any] = {
    "type": "object",
    "required": [
        "$id", "lastUpdateTimeStamp", "updatedByAgencyReference", "eidoVersion", "issuingElementIdentification",
        "agencyComponent",
    ],
    "properties": {
        "$id": {"type": "string", "description": "The incident's tracking identifier."},
        "lastUpdateTimeStamp": {"type": "string", "format": "date-time"},
        "updatedByAgencyReference": {"type": "object", "properties": {"$ref": {"type": "string"}}},
        "eidoVersion": {"type": "string"},
        "issuingElementIdentification": {"type": "string"},
        "agencyComponent": {"type": "array", "items": {"type": "object"}},
        "incidentComponent": {"type": "object"},
    },
    "additionalProperties": True,
}  # fmt: skip


class AsItCame(BaseParser):
    """The body to the letter."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {}).get("request")
        if request is not None and int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
            raise TooLong
        return stream.read(LONGEST + 1)


class AsEido(AsItCame):
    media_type = "application/EmergencyCallData.eido+json"


class EidoView(APIView):
    """One document at a time, from another agency's system."""

    parser_classes = [AsItCame, AsEido]
    permission_classes = [SendsEncounters]

    @extend_schema(
        operation_id="encounters_eido_create",
        summary="Record an encounter from an EIDO document",
        description="NENA-STA-021.1b. Idempotent: the same document again answers 200 and changes nothing; a newer one "
        "(lastUpdateTimeStamp) of the same incident changes what documents told before, never what a person told. An "
        "older one, or another one of the same moment, answers 409. The document is kept to the letter.",
        request={"application/json": DOCUMENT, AsEido.media_type: DOCUMENT},
        responses={
            201: OpenApiResponse(DocumentTaken, description="Recorded."),
            200: OpenApiResponse(DocumentTaken, description="Known before: changed by a newer document, or unchanged."),
            400: OpenApiResponse(DocumentRefused, description="Something in the document cannot be."),
            409: OpenApiResponse(DocumentRefused, description="Older than, or against, what was told before."),
            413: OpenApiResponse(Problem, description="The body is longer than 1 MB."),
            **REFUSED,
        },
    )
    def post(self, request: Request) -> Response:
        user: User = request.user  # type: ignore[assignment]
        told: Any = request.data
        body = told if isinstance(told, bytes) else b""
        try:
            reading = read_document(body, standing_mapping())
        except UnreadableDocument as error:
            return _refused(error.problems, status=400)
        try:
            taken = take_document(told=reading.told, by=user)
        except NotAllowed:
            raise
        except DomainError as error:
            return _refused([refusal_of(error, reading.places)], status=error.status)
        asks = reading.told.details.follow_up_wanted == FollowUpWanted.YES
        context = {"request": request, "became": taken.became.value, "left_out": reading.left_out, "asks": asks}
        answer = DocumentTaken(taken.encounter.seen_by(user), context=context).data
        return Response(answer, status=201 if taken.became == Became.CREATED else 200)


def _refused(problems: Sequence[Any], *, status: int) -> Response:
    told = [problem._asdict() for problem in problems]
    first = told[0]
    return Response({"detail": first["reason"], "field": first["path"] or None, "refusals": told}, status=status)
