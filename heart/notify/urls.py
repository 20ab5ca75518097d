from django.urls import path

from heart.notify.views import inbox, open_message, read_all

urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/read/", read_all, name="inbox-read"),
    path("inbox/<int:pk>/", open_message, name="inbox-open"),
]
