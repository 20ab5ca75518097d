"""What a person sets for themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from heart.accounts.models import User
from heart.lib.phones import kept


class MySettingsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "phone", "remind_by_email", "remind_by_text", "morning_digest", "shortcuts"]
        field_classes = {"phone": PhoneNumberField}
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remind_by_text"].help_text = _("To your work phone: give its number above.")
        if not (self.instance.is_navigator or self.instance.is_overseer):
            del self.fields["morning_digest"]

    def clean_phone(self) -> str:
        return kept(self.cleaned_data["phone"])
