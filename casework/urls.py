from django.urls import path

from casework.views.cases import case, cases
from casework.views.contacts import contact
from casework.views.encounters import encounters, new_encounter
from casework.views.follow_ups import follow_up_move, follow_up_result, follow_up_seen, follow_up_snooze
from casework.views.handing_over import hand_over
from casework.views.intake import assign, intake
from casework.views.naming import case_who
from casework.views.texts import (
    case_texts,
    case_texts_end,
    follow_up_done,
    text_dismiss,
    text_in,
    text_place,
    unknown_texts,
)
from casework.views.today import today
from casework.views.why import follow_up_why

urlpatterns = [
    path("today/", today, name="today"),
    path("intake/", intake, name="intake"),
    path("cases/", cases, name="cases"),
    path("cases/<int:pk>/", case, name="case"),
    path("cases/<int:pk>/assign/", assign, name="assign"),
    path("cases/<int:pk>/contact/", contact, name="contact"),
    path("cases/<int:pk>/who/", case_who, name="case-who"),
    path("cases/<int:pk>/texts/", case_texts, name="case-texts"),
    path("cases/<int:pk>/texts/end/", case_texts_end, name="case-texts-end"),
    path("texts/", unknown_texts, name="unknown-texts"),
    path("texts/in/", text_in, name="text-in"),
    path("texts/<int:pk>/place/", text_place, name="text-place"),
    path("texts/<int:pk>/dismiss/", text_dismiss, name="text-dismiss"),
    path("follow-ups/<int:pk>/done/", follow_up_done, name="follow-up-done"),
    path("follow-ups/<int:pk>/result/", follow_up_result, name="follow-up-result"),
    path("follow-ups/<int:pk>/move/", follow_up_move, name="follow-up-move"),
    path("follow-ups/<int:pk>/snooze/", follow_up_snooze, name="follow-up-snooze"),
    path("follow-ups/<int:pk>/seen/", follow_up_seen, name="follow-up-seen"),
    path("follow-ups/<int:pk>/why/", follow_up_why, name="follow-up-why"),
    path("staff/<int:pk>/hand-over/", hand_over, name="hand-over"),
    path("encounters/", encounters, name="encounters"),
    path("encounters/new/", new_encounter, name="encounter-new"),
]
