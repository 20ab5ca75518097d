from django.urls import path

from casework.views.cases import case, cases
from casework.views.contacts import contact
from casework.views.encounters import encounters, new_encounter
from casework.views.follow_ups import follow_up_move, follow_up_result
from casework.views.intake import assign, intake
from casework.views.today import today

urlpatterns = [
    path("today/", today, name="today"),
    path("intake/", intake, name="intake"),
    path("cases/", cases, name="cases"),
    path("cases/<int:pk>/", case, name="case"),
    path("cases/<int:pk>/assign/", assign, name="assign"),
    path("cases/<int:pk>/contact/", contact, name="contact"),
    path("follow-ups/<int:pk>/result/", follow_up_result, name="follow-up-result"),
    path("follow-ups/<int:pk>/move/", follow_up_move, name="follow-up-move"),
    path("encounters/", encounters, name="encounters"),
    path("encounters/new/", new_encounter, name="encounter-new"),
]
