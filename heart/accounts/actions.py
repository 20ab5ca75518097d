"""The only writers of staff and teams."""

from datetime import datetime

from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action


@action
def change_my_settings(
    *,
    language: str,
    phone: str,
    remind_by_email: bool,
    remind_by_text: bool,
    shortcuts: bool,
    by: User,
    now: datetime = NOW,
) -> User:
    """What a person decides for themselves: language, reminders, keys."""
    by.language, by.phone, by.shortcuts = language, phone, shortcuts
    by.remind_by_email, by.remind_by_text = remind_by_email, remind_by_text
    by.save(update_fields=["language", "phone", "shortcuts", "remind_by_email", "remind_by_text"])
    record("user.settings_changed", subject=by, by=by, at=now)
    return by


@action
def choose_language(*, language: str, by: User, now: datetime = NOW) -> User:
    """Remembered for this person on every device."""
    by.language = language
    by.save(update_fields=["language"])
    return by
