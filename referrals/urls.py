from django.urls import path

from referrals.views.cases import close
from referrals.views.connections import connection_check
from referrals.views.consents import consent_new, consent_revoke, consent_to_refer
from referrals.views.refer import refer, refer_to, services
from referrals.views.referrals import referral, referral_answer, referral_chase, referral_connect

urlpatterns = [
    path("cases/<int:pk>/close/", close, name="close"),
    path("cases/<int:pk>/refer/", refer, name="refer"),
    path("cases/<int:pk>/refer/<int:need>/", services, name="refer-services"),
    path("cases/<int:pk>/refer/<int:need>/<uuid:service>/", refer_to, name="refer-to"),
    path("cases/<int:pk>/refer/<int:need>/<uuid:service>/consent/", consent_to_refer, name="consent-to-refer"),
    path("cases/<int:pk>/consents/new/", consent_new, name="consent-new"),
    path("cases/<int:pk>/consents/<int:consent>/revoke/", consent_revoke, name="consent-revoke"),
    path("referrals/<int:pk>/", referral, name="referral"),
    path("referrals/<int:pk>/answer/", referral_answer, name="referral-answer"),
    path("referrals/<int:pk>/chase/", referral_chase, name="referral-chase"),
    path("referrals/<int:pk>/connect/", referral_connect, name="referral-connect"),
    path("checks/<int:pk>/", connection_check, name="connection-check"),
]
