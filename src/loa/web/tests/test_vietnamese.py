"""What Django and allauth say by themselves is Vietnamese too, in the words of the house."""

import re

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
CATALOGUE = settings.ROOT / "locale/en/LC_MESSAGES/django.po"  # its ids are what the screens say
FAMILIAR = re.compile(r"\bbạn\b", re.IGNORECASE)


class EveryField(forms.Form):
    """One field of each kind that the screens use."""

    word = forms.CharField(max_length=3)
    slug = forms.SlugField()
    mail = forms.EmailField()
    page = forms.URLField(assume_scheme="https")
    whole = forms.IntegerField(min_value=3)
    price = forms.DecimalField(max_digits=3, decimal_places=1)
    day = forms.DateField()
    hour = forms.TimeField()
    moment = forms.DateTimeField()
    one = forms.ChoiceField(choices=[("a", "a")])
    many = forms.MultipleChoiceField(choices=[("a", "a")])
    paper = forms.FileField()
    picture = forms.ImageField()
    answer = forms.JSONField()
    key = forms.UUIDField()


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def unfit(sentences):
    return [said for said in map(str, sentences) if not MARKED.search(said) or FAMILIAR.search(said)]


def errors(data):
    return [said for said_of in EveryField(data).errors.values() for said in said_of]


def test_a_form_refuses_in_vietnamese():
    wrong = dict.fromkeys(EveryField.base_fields, "wrong ! value")
    assert unfit([*errors({}), *errors(wrong), *errors(wrong | {"whole": "1", "price": "12345"})]) == []


@pytest.mark.parametrize("password", ["short1", "1234567890", "password123", "editor@example.test"])
def test_a_weak_password_is_refused_in_vietnamese(password, django_user_model):
    person = django_user_model(email="editor@example.test", full_name="Biên tập viên")
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, person)
    assert unfit(refusal.value.messages) == []


def test_the_advice_on_passwords_is_vietnamese():
    assert unfit(password_validators_help_texts()) == []


@pytest.mark.parametrize("adapter", [DefaultAccountAdapter, DefaultMFAAdapter])
def test_what_signing_in_may_answer_is_vietnamese(adapter):
    assert unfit(adapter.error_messages.values()) == []


def test_where_a_thing_stands_is_called_by_one_word():
    said = CATALOGUE.read_text(encoding="utf-8").lower()
    assert "trạng thái" in said
    assert "tình trạng" not in said
