"""What a person sets for themselves."""

from django import forms
from phonenumber_field.formfields import PhoneNumberField

from heart.accounts.models import User
from heart.lib.phones import kept


class MySettingsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "phone", "remind_by_email", "remind_by_text", "shortcuts"]
        field_classes = {"phone": PhoneNumberField}
        widgets = {"language": forms.RadioSelect}

    def clean_phone(self) -> str:
        return kept(self.cleaned_data["phone"])
