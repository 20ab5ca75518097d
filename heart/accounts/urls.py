from django.urls import path

from heart.accounts.views import language, my_settings

urlpatterns = [
    path("me/", my_settings, name="my-settings"),
    path("language/", language, name="set_language"),
]
