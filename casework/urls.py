from django.urls import path

from casework.views.cards import card, cards
from casework.views.cases import case, cases
from casework.views.contacts import contact
from casework.views.encounters import beat_here, encounter_draft, encounter_draft_drop, encounters, new_encounter
from casework.views.familiar import familiar_neighbors
from casework.views.follow_ups import follow_up_move, follow_up_result, follow_up_seen, follow_up_snooze
from casework.views.handing_over import hand_over
from casework.views.intake import assign, intake
from casework.views.linked import unlink
from casework.views.matches import case_candidates, match_again, match_page, matches, pair
from casework.views.naming import case_who
from casework.views.plans import plan, plan_decide, plan_edit, plan_submit, plan_write, plans
from casework.views.restricting import restriction
from casework.views.searching import search
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
    path("search/", search, name="search"),
    path("neighbors/<int:pk>/restriction/", restriction, name="restriction"),
    path("intake/", intake, name="intake"),
    path("cases/", cases, name="cases"),
    path("cases/<int:pk>/", case, name="case"),
    path("cases/<int:pk>/assign/", assign, name="assign"),
    path("cases/<int:pk>/contact/", contact, name="contact"),
    path("cases/<int:pk>/who/", case_who, name="case-who"),
    path("matches/", matches, name="matches"),
    path("matches/<int:pk>/", match_page, name="match"),
    path("matches/<int:pk>/again/", match_again, name="match-again"),
    path("cases/<int:pk>/candidates/", case_candidates, name="candidates"),
    path("cases/<int:pk>/candidates/<int:other>/", pair, name="pair"),
    path("links/<int:pk>/end/", unlink, name="unlink"),
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
    path("encounters/new/<uuid:submission>/", new_encounter, name="encounter-draft-open"),
    path("encounters/beat/", beat_here, name="beat-here"),
    path("encounters/draft/", encounter_draft, name="encounter-draft"),
    path("encounters/draft/<uuid:submission>/drop/", encounter_draft_drop, name="encounter-draft-drop"),
    path("familiar/", familiar_neighbors, name="familiar"),
    path("neighbors/<int:pk>/plan/", plan, name="plan"),
    path("neighbors/<int:pk>/plan/write/", plan_write, name="plan-write"),
    path("plans/", plans, name="plans"),
    path("plans/<int:pk>/edit/", plan_edit, name="plan-edit"),
    path("plans/<int:pk>/submit/", plan_submit, name="plan-submit"),
    path("plans/<int:pk>/<slug:what>/", plan_decide, name="plan-decide"),
    path("cards/", cards, name="cards"),
    path("cards/<int:pk>/", card, name="card"),
]
