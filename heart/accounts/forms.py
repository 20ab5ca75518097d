"""What a person sets for themselves."""

from django import forms

from heart.accounts.models import User


class MySettingsForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["language", "phone", "remind_by_email", "remind_by_text", "shortcuts"]
        widgets = {"language": forms.RadioSelect}
