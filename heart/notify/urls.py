from django.urls import path

from heart.notify.views import count, decide, inbox, open_message, read_all, undelivered

urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/count/", count, name="inbox-count"),
    path("inbox/read/", read_all, name="inbox-read"),
    path("inbox/<int:pk>/", open_message, name="inbox-open"),
    path("undelivered/", undelivered, name="undelivered"),
    path("undelivered/<int:pk>/", decide, name="undelivered-decide"),
]
