from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("healthz", lambda r: HttpResponse("ok")), path("cases/<int:pk>/", lambda r, pk: HttpResponse(""), name="case")]
