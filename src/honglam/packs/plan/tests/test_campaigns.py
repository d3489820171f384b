"""Report campaigns: asked in a form with versions, filled in by agencies, put together with every cell's giver."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from honglam.base import trace
from honglam.base.access import Viewer
from honglam.base.errors import Conflict, Forbidden, Invalid, Missing, Refusal
from honglam.base.time import VIETNAM
from honglam.core.audit.models import Entry
from honglam.core.identity.testing import client_of, have_agencies, make_citizen, make_officer
from honglam.core.notices.testing import outbox
from honglam.core.places.testing import have_places
from honglam.kit.testing import TableSuite, actor
from honglam.packs.plan import api, jobs
from honglam.packs.plan.contracts.campaigns import AnswerState, Field, FieldKind, NewCampaign
from honglam.packs.plan.models import Campaign, CampaignAnswer
from honglam.packs.plan.tables import ANSWERS, CAMPAIGNS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 8, tzinfo=VIETNAM)
LATE = datetime(2026, 12, 22, 8, tzinfo=VIETNAM)
ASKER = actor("H27.skhcn", "plan.ask", "plan.view", name="Hà")
LAN, NAM = actor("H27.sxd", "plan.work", name="Lan"), actor("H27.syt", "plan.work", name="Nam")
FIELDS = (
    Field(label="Số hộ có Internet", unit="hộ"),
    Field(label="Kinh phí đã chi", unit="triệu đồng", note="Tính đến ngày báo cáo"),
    Field(label="Khó khăn", kind=FieldKind.TEXT),
)
INTERNET, MONEY, TROUBLE = "so-ho-co-internet", "kinh-phi-da-chi", "kho-khan"
ENTRY = NewCampaign(
    title="Số liệu Internet quý IV",
    agency="H27.skhcn",
    agencies="Sở Xây dựng; Sở Y tế",
    deadline=date(2026, 12, 20),
    fields=FIELDS,
)


@pytest.fixture(autouse=True)
def province() -> Iterator[None]:
    have_places()
    have_agencies()
    with mock.patch("django.utils.timezone.now", return_value=NOW), trace.bound(viewer=ASKER):
        yield


def begin(**more: Any) -> int:
    said = {name: getattr(ENTRY, name) for name in NewCampaign.__slots__} | more
    return api.campaigns.begin(entry=NewCampaign(**said), viewer=ASKER, now=NOW)


def answer_of(campaign: int, agency: str) -> int:
    return CampaignAnswer.objects.get(campaign=campaign, agency=agency).pk


def fill(campaign: int, viewer: Viewer, *, now: datetime = NOW, send: bool = True, **more: Any) -> int:
    number = answer_of(campaign, viewer.agency)
    found = api.campaigns.answer(answer_id=number, viewer=viewer, now=now)
    said = {"seen": (found.campaign.version, found.saved), "remark": ""} | more
    api.campaigns.fill(answer_id=number, send=send, viewer=viewer, now=now, **said)
    return number


def given(internet: str | None, money: str | None = "1.5", trouble: str | None = "Không") -> dict[str, Any]:
    return {
        INTERNET: internet and Decimal(internet), MONEY: money and Decimal(money), TROUBLE: trouble,
    }  # fmt: skip


def table(campaign: int, now: datetime = NOW) -> Any:
    return api.campaigns.table(campaign_id=campaign, viewer=ASKER, now=now)


def change(campaign: int, *fields: Field, seen: int = 1) -> int:
    more: dict[str, Any] = {"deadline": ENTRY.deadline, "fields": fields, "seen": seen}
    return api.campaigns.change(campaign_id=campaign, viewer=ASKER, now=NOW, **more)


def test_answers_of_agencies_stand_together_with_sums_and_everything_is_on_the_ledger() -> None:
    campaign = begin()
    fill(campaign, LAN, values=given("1200"))
    fill(campaign, NAM, values=given("34", money=None), remark="Chưa quyết toán")
    found = table(campaign)
    assert [(column.total, column.count) for column in found.columns] == [
        (Decimal(1234), 2), (Decimal("1.5"), 1), (None, 2),
    ]  # fmt: skip
    assert [(line.name, line.cells[0].by, line.cells[0].at) for line in found.lines] == [
        ("Sở Xây dựng", "Lan", NOW), ("Sở Y tế", "Nam", NOW),
    ]  # fmt: skip
    assert found.lines[1].cells[1].value is None, "what is unknown is not 0"
    assert not found.open
    verbs = list(Entry.objects.filter(verb__startswith="plan.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["plan.campaign.begun", "plan.answer.sent", "plan.answer.sent"]


def test_the_name_of_a_group_means_all_sixty_nine_communes_of_today() -> None:
    campaign = begin(agencies="UBND các xã, phường")
    assert len(table(campaign).lines) == 69


def test_each_cell_leads_to_who_gave_it_when_and_to_what_was_said_before() -> None:
    campaign = begin()
    number = fill(campaign, LAN, values=given("1200"))
    api.campaigns.give_back(answer_id=number, reason="Nhầm đơn vị", viewer=ASKER, now=NOW)
    assert table(campaign).columns[0].total is None, "what was returned no longer counts"
    later = datetime(2026, 12, 8, 9, tzinfo=VIETNAM)
    binh = actor("H27.sxd", "plan.work", name="Bình")
    fill(campaign, binh, now=later, values=given("1300"))
    cells = table(campaign).lines[0].cells
    assert [(cell.value, cell.by) for cell in cells[:2]] == [(Decimal(1300), "Bình"), (Decimal("1.5"), "Lan")]
    found = api.campaigns.trace(answer_id=number, key=INTERNET, viewer=ASKER)
    assert [(step.did, step.by, step.values[INTERNET], step.text) for step in found.history] == [
        (AnswerState.SENT, "Bình", Decimal(1300), ""),
        (AnswerState.RETURNED, "Hà", Decimal(1200), "Nhầm đơn vị"),
        (AnswerState.SENT, "Lan", Decimal(1200), ""),
    ]
    with pytest.raises(Missing):
        api.campaigns.trace(answer_id=number, key="no-such", viewer=ASKER)


def test_a_changed_form_is_a_new_version_and_answers_keep_theirs_and_say_so() -> None:
    campaign = begin()
    fill(campaign, LAN, values=given("1200", money="900"))
    fill(campaign, NAM, values=given("7"), send=False)
    old = api.campaigns.one(campaign_id=campaign, viewer=ASKER).fields
    rewritten = Field(label="Hộ có Internet cáp quang", unit="hộ", key=old[0].key)
    another = Field(label=old[1].label, unit="tỷ đồng", key=old[1].key)
    assert change(campaign, rewritten, another) == 2
    assert change(campaign, *api.campaigns.one(campaign_id=campaign, viewer=ASKER).fields, seen=2) == 2, "nothing new"
    draft = api.campaigns.answer(answer_id=answer_of(campaign, "H27.syt"), viewer=NAM, now=NOW)
    assert (draft.version, draft.values[INTERNET]) == (2, Decimal(7)), "a draft goes on in the new form"
    fill(campaign, NAM, values={INTERNET: Decimal(7), "kinh-phi-da-chi-2": Decimal(2)})
    found = table(campaign)
    assert [line.name for line in found.outdated] == ["Sở Xây dựng"]
    assert [(column.field.key, column.total, column.old) for column in found.columns] == [
        (INTERNET, Decimal(1207), False),
        ("kinh-phi-da-chi-2", Decimal(2), False),
        (MONEY, Decimal(900), True),
        (TROUBLE, None, True),
    ], "millions and billions of đồng are never added up"
    assert not found.lines[0].cells[1].asked
    with pytest.raises(Conflict):
        change(campaign, rewritten, seen=1)


def test_who_is_late_and_who_is_missing_is_named_and_urged_and_reminded_once() -> None:
    lan, nam = make_officer("lan", agency="H27.sxd"), make_officer("nam", agency="H27.syt")
    campaign = begin()
    for day in (10, 17, 18, 20, 21):
        with mock.patch("django.utils.timezone.now", return_value=datetime(2026, 12, day, 7, tzinfo=VIETNAM)):
            jobs.remind()
    fill(campaign, LAN, now=LATE, values=given("5"))
    found = table(campaign, LATE)
    assert [line.name for line in found.tardy] == ["Sở Xây dựng"]
    assert [line.name for line in found.missing] == ["Sở Y tế"]
    for _twice in range(2):
        assert api.campaigns.urge(campaign_id=campaign, text="Gửi ngay hôm nay", viewer=ASKER, now=LATE) == 1
    told = [(each.template, each.link) for each in outbox(account=str(nam.pk))]
    page = reverse("desk-plan:campaign-answer", args=[answer_of(campaign, "H27.syt")])
    assert told == [("plan.asked", page), ("plan.asked_due", page), ("plan.asked_urged", page)]
    assert "plan.asked_urged" not in {each.template for each in outbox(account=str(lan.pk))}
    fill(campaign, NAM, now=LATE, values=given("5"))
    with pytest.raises(Refusal):
        api.campaigns.urge(campaign_id=campaign, text="Gửi ngay", viewer=ASKER, now=LATE)


def test_an_agency_sees_and_fills_its_own_and_only_who_asks_sees_all() -> None:
    campaign = begin()
    number = fill(campaign, LAN, values=given("99887"), send=False)
    seen = api.campaigns.answer(answer_id=number, viewer=ASKER, now=NOW)
    assert set(seen.values.values()) == {None}, "a draft is nobody's but the agency's own"
    stranger = actor("H27.snv", "plan.view", "plan.work", "plan.ask")
    words: dict[str, Any] = {"viewer": NAM, "now": NOW}
    fills: dict[str, Any] = {"values": given("1"), "remark": "", "send": True, "seen": (1, 1), "now": NOW}
    for refused, act in (
        (Missing, lambda: api.campaigns.answer(answer_id=number, **words)),
        (Missing, lambda: api.campaigns.fill(answer_id=number, **fills, viewer=NAM)),
        (Missing, lambda: api.campaigns.fill(answer_id=number, **fills, viewer=stranger)),
        (Forbidden, lambda: api.campaigns.fill(answer_id=number, **fills, viewer=ASKER)),
        (Missing, lambda: api.campaigns.table(campaign_id=campaign, **words)),
        (Missing, lambda: api.campaigns.table(campaign_id=campaign, viewer=stranger, now=NOW)),
        (Missing, lambda: api.campaigns.table(campaign_id=campaign, viewer=LAN, now=NOW)),
        (Missing, lambda: api.campaigns.trace(answer_id=number, key=INTERNET, viewer=LAN)),
        (Missing, lambda: api.campaigns.export(campaign_id=campaign, form="json", viewer=stranger, now=NOW)),
        (Missing, lambda: api.campaigns.urge(campaign_id=campaign, text="Nhanh", **words)),
        (Forbidden, lambda: api.campaigns.give_back(answer_id=number, reason="Sai", viewer=LAN, now=NOW)),
        (Forbidden, lambda: api.campaigns.begin(entry=ENTRY, viewer=stranger, now=NOW)),
    ):
        with pytest.raises(refused):
            act()
    assert CampaignAnswer.objects.get(pk=number).state == AnswerState.DRAFT


def test_what_cannot_be_asked_is_said_all_at_once_and_nothing_is_begun() -> None:
    bad = (Field(label=""), Field(label="Số hộ", unit="hộ"), Field(label="SỐ HỘ"), Field(label="", unit="hộ"))
    with pytest.raises(Invalid) as refused:
        begin(title=" ", agencies="Sở Không Có", deadline=date(2026, 12, 1), fields=bad)
    fields = {each.field for each in refused.value.refusals}
    assert fields == {"title", "agencies", "deadline", "label_2", "label_3"}
    for more in ({"fields": ()}, {"agencies": " ; "}, {"agencies": "Sở Khoa học và Công nghệ"}):
        with pytest.raises(Invalid):
            begin(**more)
    assert not Campaign.objects.exists()


def test_what_is_no_answer_is_refused_at_its_field_and_nothing_is_lost_or_sent() -> None:
    campaign = begin()
    number = answer_of(campaign, "H27.sxd")
    for values, wrong in (
        (given(None), {INTERNET}),
        (given("Infinity"), {INTERNET}),
        (given("1e30"), {INTERNET}),
        ({INTERNET: "12", MONEY: "=1+1", TROUBLE: "x" * 4001}, {INTERNET, MONEY, TROUBLE}),
    ):
        with pytest.raises(Invalid) as refused:
            fill(campaign, LAN, values=values)
        assert {each.field for each in refused.value.refusals} == wrong
    fill(campaign, LAN, values=given(None), send=False)
    with pytest.raises(Conflict):
        fill(campaign, LAN, values=given("1"), seen=(1, 0))
    fill(campaign, LAN, values=given("1"))
    with pytest.raises(Conflict):
        fill(campaign, LAN, values=given("2"))
    for reason in (" ", "x" * 2001):
        with pytest.raises(Refusal):
            api.campaigns.give_back(answer_id=number, reason=reason, viewer=ASKER, now=NOW)


def test_workbook_and_json_say_the_same_figures_and_who_gave_them() -> None:
    campaign = begin()
    fill(campaign, LAN, values=given("1200", trouble="=CMD()"))
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(api.campaigns.export(campaign_id=campaign, form="xlsx", viewer=ASKER, now=NOW))
    )
    first, second = (book.get_sheet_by_index(number).to_python() for number in range(2))
    assert first[1][0] == "Sở Xây dựng"
    assert first[1][4:7] == [1200, 1.5, "=CMD()"]
    assert first[-1][4] == 1200
    assert [row[5] for row in second[1:]] == ["Lan"] * 3
    whole = json.loads(api.campaigns.export(campaign_id=campaign, form="json", viewer=ASKER, now=NOW))
    cell = whole["answers"][0]["cells"][INTERNET]
    assert (cell["value"], cell["by"], datetime.fromisoformat(cell["at"])) == (1200, "Lan", NOW)
    assert whole["answers"][1]["cells"] == {}
    with pytest.raises(Missing):
        api.campaigns.export(campaign_id=campaign, form="csv", viewer=ASKER, now=NOW)
    assert Entry.objects.filter(verb="plan.campaign.exported").count() == 2


def read(client: Client, name: str, *args: Any, status: int = 200) -> str:
    answer = client.get(reverse(f"desk-plan:{name}", args=args))
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def sent(client: Client, name: str, *args: Any, status: Any = 302, **data: Any) -> str:
    answer = client.post(reverse(f"desk-plan:{name}", args=args), data)
    assert answer.status_code == status, answer.content.decode()[:4000]
    return answer.content.decode()


def test_on_the_pages_a_campaign_is_begun_filled_in_returned_and_read() -> None:
    asker = client_of(make_officer("ha", agency="H27.skhcn", role="planner"))
    officer = client_of(make_officer("lan", agency="H27.sxd"))
    rows = {"label_0": "Số hộ", "unit_0": "hộ", "kind_0": "number", "label_2": "Khó khăn", "kind_2": "text"}
    head = {"title": "Số liệu", "agency": "H27.skhcn", "agencies": "Sở Xây dựng\nSở Y tế", "deadline": "20/12/2026"}
    assert "Sở Không Có" in sent(asker, "new-campaign", status=422, **rows, **head | {"agencies": "Sở Không Có"})
    sent(asker, "new-campaign", **rows, **head)
    campaign = Campaign.objects.get().pk
    number = answer_of(campaign, "H27.sxd")
    assert f"/campaigns/answers/{number}/" in read(officer, "asked")
    assert 'value="1.0"' in read(officer, "campaign-answer", number)
    typed = {"so-ho": "1,234.5", "kho-khan": "Mưa", "seen": "1.0"}
    wrong = sent(officer, "campaign-answer", number, status=422, **typed)
    assert "1,234.5" in wrong
    assert "Mưa" in wrong
    sent(officer, "campaign-answer", number, **typed | {"so-ho": "1.234"})
    stale = {"so-ho": "9", "kho-khan": "Mưa", "seen": "1.0", "send": "on"}
    shown = sent(officer, "campaign-answer", number, status=422, **stale)
    assert 'value="9"' in shown
    assert re.search(r'name="seen" value="1\.1"', shown), "the second press saves"
    sent(officer, "campaign-answer", number, **stale | {"seen": "1.1", "so-ho": "1.234"})
    page = read(asker, "campaign", campaign)
    assert f'/campaigns/answers/{number}/so-ho/">1.234</a>' in page
    assert "Cán bộ lan" in read(asker, "campaign-cell", number, "so-ho")
    assert "Xin gửi" in sent(asker, "campaign", campaign, status=422, whom="chosen", text="Xin gửi")
    sent(asker, "campaign", campaign, whom="all", text="Xin gửi")
    sent(asker, "campaign-return", number, reason="Nhầm đơn vị")
    assert "Nhầm đơn vị" in read(officer, "campaign-answer", number)
    change = {"deadline": "21/12/2026", "seen": "1", "label_0": "Số hộ", "unit_0": "hộ", "key_0": "so-ho"}
    assert "so-ho" in read(asker, "campaign-form", campaign)
    sent(asker, "campaign-form", campaign, **change)
    assert api.campaigns.one(campaign_id=campaign, viewer=ASKER).version == 2
    assert asker.get(reverse("desk-plan:campaign-export", args=[campaign, "xlsx"])).status_code == 200
    assert f"/campaigns/{campaign}/" in read(asker, "campaigns")


def test_the_pages_are_closed_to_strangers_citizens_and_who_is_not_signed_in() -> None:
    campaign = begin()
    number = answer_of(campaign, "H27.sxd")
    stranger = client_of(make_officer("nam", agency="H27.snv"))
    citizen = client_of(make_citizen("hoa"))
    pages = (
        ("campaign", (campaign,), 404), ("campaign-export", (campaign, "json"), 404), ("new-campaign", (), 403),
        ("campaign-answer", (number,), 404), ("campaign-cell", (number, INTERNET), 404),
        ("campaign-form", (campaign,), 403), ("campaign-return", (number,), 403),
    )  # fmt: skip
    for name, args, status in pages:
        read(stranger, name, *args, status=status)
        read(citizen, name, *args, status=403)
        assert Client().get(reverse(f"desk-plan:{name}", args=args)).status_code in {302, 401}
    assert str(number) not in re.findall(r"/campaigns/answers/(\d+)/", read(stranger, "asked"))


class TestCampaigns(TableSuite):
    """The list of what agencies ask."""

    table = CAMPAIGNS
    fetch = staticmethod(api.campaigns.listed)

    def make(self, agency: str) -> Campaign:
        return Campaign.objects.create(agency=agency, title="Mẫu", deadline=ENTRY.deadline, made_by="Hà", made_at=NOW)


class TestAnswers(TableSuite):
    """The list of what agencies are asked."""

    table = ANSWERS
    fetch = staticmethod(api.campaigns.asked)

    def make(self, agency: str) -> CampaignAnswer:
        asked = Campaign.objects.create(
            agency="H27.stc", title="Mẫu", deadline=ENTRY.deadline, made_by="Hà", made_at=NOW
        )
        return CampaignAnswer.objects.create(campaign=asked, agency=agency)
