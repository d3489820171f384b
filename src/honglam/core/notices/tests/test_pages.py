"""The pages of notices, seen by their person, by a stranger and by an administrator."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from honglam.base.access import Kind
from honglam.core.identity.testing import PROVINCE, client_of, make_officer
from honglam.core.notices import api
from honglam.core.notices.contracts import Account, Address, State
from honglam.core.notices.models import Manner, Message, Notice, Preference, Price
from honglam.core.notices.service import dispatch

pytestmark = pytest.mark.django_db


def tell(*to, template="trial.told", values=None, **options):
    return api.send(template=template, to=to, values=values or {"code": "H27.1"}, now=timezone.now(), **options)


@pytest.fixture
def lan(citizen):
    return citizen("lan", email="lan@example.vn")


@pytest.fixture
def admin():
    return client_of(make_officer("quan", role="admin", agency=PROVINCE))


@pytest.mark.parametrize("name", ["list", "choices", "bell"])
def test_nobody_has_notices_without_signing_in(name):
    assert Client().get(reverse(f"notices:{name}")).status_code in {302, 401}


def test_a_new_notice_rings_the_bell_of_its_person_only(lan, citizen):
    tell(Account(str(lan.pk)))
    page = client_of(lan).get("/notices/").content.decode()
    assert 'class="hl-bell-count"' in page
    assert "Dossier H27.1 was received" in page
    other = client_of(citizen("hoa")).get("/notices/").content.decode()
    assert 'class="hl-bell-count"' not in other
    assert "H27.1" not in other


def test_opening_a_notice_makes_it_an_opened_one_and_it_can_be_made_new_again(lan):
    (number,) = tell(Account(str(lan.pk)), link="/communes/")
    client = client_of(lan)
    page = client.get(reverse("notices:notice", args=[number])).content.decode()
    assert 'href="/communes/"' in page
    assert not Notice.objects.get().unread
    assert client.post(reverse("notices:new", args=[number])).status_code == 302
    assert Notice.objects.get().unread


def test_a_link_of_a_mail_leads_to_what_it_is_about(lan):
    (number,) = tell(Account(str(lan.pk)), link="/communes/")
    answer = client_of(lan).get(reverse("notices:open", args=[number]))
    assert (answer.status_code, answer["Location"]) == (302, "/communes/")
    assert Notice.objects.get().read_at is not None


def test_somebody_elses_notice_is_not_there(lan, citizen):
    (number,) = tell(Account(str(lan.pk)))
    stranger = client_of(citizen("hoa"))
    assert stranger.get(reverse("notices:notice", args=[number])).status_code == 404
    assert stranger.post(reverse("notices:new", args=[number])).status_code == 404
    assert Notice.objects.get().unread


def test_all_are_marked_at_once(lan):
    for code in "ABC":
        tell(Account(str(lan.pk)), values={"code": code})
    client_of(lan).post(reverse("notices:mark-all"))
    assert not Notice.objects.filter(unread=True).exists()


def test_the_bell_counts_anew_and_says_so_to_a_screen_reader(lan):
    tell(Account(str(lan.pk)))
    part = client_of(lan).get(reverse("notices:bell"), {"at": "portal"}).content.decode()
    assert 'id="bell-notices"' in part
    assert 'hx-swap-oob="innerHTML"' in part
    assert "1 thông báo mới" in part


def test_an_officer_finds_them_on_the_desk():
    officer = make_officer("mot")
    tell(Account(str(officer.pk)))
    client = client_of(officer)
    page = client.get("/desk/notices/").content.decode()
    assert "Dossier H27.1 was received" in page
    assert 'href="/desk/notices/"' in client.get("/desk/").content.decode()


def choices(**changes):
    usual = {"quiet": "night", "quiet_from": "22:00", "quiet_to": "6h", "language": "vi"}
    cadences = {
        f"{category}_{channel}": "never"
        for category, _title in api.categories(kind=Kind.CITIZEN)
        for channel in ("push", "email", "sms")
    }
    return usual | cadences | changes


def test_choices_are_kept(lan):
    client = client_of(lan)
    assert client.get(reverse("notices:choices")).status_code == 200
    answer = client.post(reverse("notices:choices"), choices(trial_email="daily", accents="on"))
    assert answer.status_code == 302
    manner = Manner.objects.get(account=lan)
    assert (manner.quiet_from, manner.quiet_to, manner.accents) == (22 * 60, 6 * 60, True)
    assert Preference.objects.get(account=lan, category="trial", channel="email").cadence == "daily"


@pytest.mark.parametrize(
    "wrong", [{"quiet_from": "25:00"}, {"quiet_from": "22:00", "quiet_to": "22:00"}, {"trial_sms": "x"}]
)
def test_choices_that_cannot_be_meant_are_refused_at_the_input(lan, wrong):
    answer = client_of(lan).post(reverse("notices:choices"), choices(**wrong))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_browser_is_added_and_removed_on_the_page(lan, phone_browser):
    client = client_of(lan)
    given = {
        "endpoint": phone_browser.endpoint,
        "p256dh": phone_browser.p256dh,
        "auth": phone_browser.auth,
        "name": "Firefox",
    }
    assert client.post(reverse("notices:subscribe"), given).status_code == 204
    page = client.get(reverse("notices:choices")).content.decode()
    assert "Firefox" in page
    assert client.post(reverse("notices:unsubscribe"), {"endpoint": phone_browser.endpoint}).status_code == 204
    assert client.post(reverse("notices:unsubscribe"), {"device": "9" * 30}).status_code == 404


@pytest.mark.parametrize(
    "broken", [{"p256dh": "x"}, {"auth": "é"}, {"endpoint": "https://127.0.0.1/"}, {"endpoint": "x" * 2000}]
)
def test_a_damaged_subscription_is_refused_in_words(lan, phone_browser, settings, broken):
    settings.CALL_NETWORKS = []
    given = {"endpoint": phone_browser.endpoint, "p256dh": phone_browser.p256dh, "auth": phone_browser.auth}
    assert client_of(lan).post(reverse("notices:subscribe"), given | broken).status_code == 422


@pytest.mark.parametrize("name", ["list", "channels", "costs", "price", "templates"])
def test_only_an_administrator_enters_the_studios_pages(name, admin):
    address = reverse(f"studio-notices:{name}")
    assert Client().get(address).status_code in {302, 401}
    assert client_of(make_officer("mot")).get(address).status_code == 403
    assert admin.get(address).status_code == 200


def test_the_studio_shows_proof_and_neither_addresses_nor_texts(lan, admin):
    tell(Account(str(lan.pk)), template="trial.secret", values={"name": "Trần Thị Bí Mật"}, agency=PROVINCE)
    page = admin.get(reverse("studio-notices:list")).content.decode()
    assert "l•••@example.vn" in page
    one = admin.get(reverse("studio-notices:message", args=[Message.objects.get().pk])).content.decode()
    for text in (page, one):
        assert "lan@example.vn" not in text
        assert "Bí Mật" not in text


def test_messages_of_another_agency_are_not_shown():
    tell(Address(email="a@example.vn"), agency="H27.khac")
    local = client_of(make_officer("diaphuong", role="admin", agency="H27.18562"))
    assert "a•••@example.vn" not in local.get(reverse("studio-notices:list")).content.decode()
    assert local.get(reverse("studio-notices:message", args=[Message.objects.get().pk])).status_code == 404


def test_a_failed_message_is_sent_again_and_a_sent_one_is_not(mailbox, admin):
    tell(Address(email="nobody@example.vn"), agency=PROVINCE)
    dispatch.dispatch(now=timezone.now())
    row = Message.objects.get()
    address = reverse("studio-notices:resend", args=[row.pk])
    assert "Gửi lại" in admin.get(reverse("studio-notices:message", args=[row.pk])).content.decode()
    assert admin.post(address).status_code == 302
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert admin.post(address).status_code == 409


def test_a_template_is_read_in_both_languages_as_it_leaves_the_platform(admin):
    page = admin.get(reverse("studio-notices:template", args=["trial.secret"])).content.decode()
    assert "Nguyễn Văn A was refused." in page
    assert "Ban co thong bao moi" in page
    assert "You have a new notice" in page
    assert admin.get(reverse("studio-notices:template", args=["no.such"])).status_code == 404


def test_a_price_is_entered_once_for_a_day(admin):
    given = {"valid_from": "01/12/2026", "dong": "350", "basis": "Hợp đồng 12/2026"}
    assert admin.post(reverse("studio-notices:price"), given).status_code == 302
    assert Price.objects.get().dong == 350
    assert admin.post(reverse("studio-notices:price"), given).status_code == 422
    assert admin.post(reverse("studio-notices:price"), given | {"dong": "-1"}).status_code == 422


def test_each_template_says_the_same_in_both_languages_and_names_its_example():
    from honglam.core.notices.hooks import CATEGORIES, TEMPLATES

    for template in TEMPLATES:
        assert template.category in CATEGORIES, template.id
        assert template.names <= template.example.keys(), template.id
        found = api.preview(template=template.id)
        assert all(found.outside[language].segments <= 3 for language in ("vi", "en")), template.id
