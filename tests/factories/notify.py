from factory import Sequence, SubFactory
from factory.django import DjangoModelFactory

from heart.notify.models import Channel, Message, Template
from tests.factories.accounts import UserFactory
from tests.times import MONDAY_9


class MessageFactory(DjangoModelFactory):
    """A queued e-mail."""

    class Meta:
        model = Message

    key = Sequence(lambda n: f"made-up:{n}")
    recipient = SubFactory(UserFactory)
    channel = Channel.EMAIL
    template = Template.FOLLOW_UP_DUE
    params = {"case": 7}
    path = "/cases/7/"
    about = "follow_up:7"
    created_at = MONDAY_9
    send_after = MONDAY_9
