from django.urls import path

from heart.accounts.views import my_settings

urlpatterns = [path("me/", my_settings, name="my-settings")]
