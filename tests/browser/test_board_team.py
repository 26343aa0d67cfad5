"""Reps and the people at the board, managed at the board; and what a viewer may."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.phones import LANGUAGES, Phones, shoot
from tests.browser.site import Office, until
from tests.browser.watching import SIZES, expect_no_overflow, to_view

PHONE = "13800138000"
WEIGHT = {"zh-CN": "最小为 0.01", "en-US": "must be at least 0.01"}
SPAN = {"zh-CN": "'9' 不是时段，请写成 09:00-18:00；", "en-US": "'9' is no span of hours"}
PAUSED = {"zh-CN": "已暂停", "en-US": "Paused"}
NEEDED = {"zh-CN": "不能有空格", "en-US": "no space"}


async def rep_of(office: Office, rep: str) -> dict[str, object] | None:
    """A rep as the interface tells them."""
    reps = (await office.call("GET", "/v1/reps"))["reps"]
    return next((one for one in reps if one["rep"] == rep), None)


def field(page: Page, name: str) -> str:
    return f"#rep-form [data-field='{name}']"


async def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        await page.locator(field(page, name.replace("days_", "days-"))).locator("input").fill(value)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_rep_is_added_and_a_bad_value_refused_at_its_field(
    phones: Phones, office: Office, language: str, size: tuple[int, int]
) -> None:
    page = await to_view(phones, "team=reps", language=language, size=size)
    await page.locator("#add-rep").click()
    save = page.locator("#rep-form button[type=submit]")
    for refused in ("陈 静", "chen/jing", ".."):
        await fill(page, id=refused, name="陈静")
        await save.click()
        await expect(page.locator(field(page, "id")).locator(".error")).to_contain_text(
            NEEDED[language]
        )
    rep = office.name("陈静")
    await fill(page, id=rep, weight="0", capacity="many", days_1="9 to 5", closed="tomorrow")
    await page.locator("#rep-form input[value=main]").check()
    await save.click()
    for name in ("weight", "capacity", "days-1", "closed"):
        wrong = page.locator(field(page, name))
        await expect(wrong.locator(".error")).to_be_visible()
        await expect(wrong.locator("input")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator(field(page, "weight")).locator(".error")).to_have_text(
        WEIGHT[language]
    )
    await expect(page.locator(field(page, "days-1")).locator(".error")).to_contain_text(
        SPAN[language]
    )
    await expect(page.locator(field(page, "tier")).locator(".error")).to_have_count(0)
    assert await rep_of(office, rep) is None
    if size == SIZES[0]:
        await shoot(page, f"board-team-refused-{language[:2]}")
    await fill(
        page,
        weight="２",
        capacity="3",
        tier="１",
        daily_cap="４０",
        skills="villas，全屋定制",
        regions="shanghai",
        days_1="9：00－12：00，13：00至18：00",
        closed="2026年2月17日",
    )
    await save.click()
    await expect(page.locator("#rep-form")).to_have_count(0)
    line = page.locator(f"#crew [data-rep={rep}]")
    await expect(line).to_contain_text("陈静")
    made = await rep_of(office, rep)
    assert made is not None
    expected = {"weight": 2.0, "capacity": 3, "tier": 1, "daily_cap": 40, "pools": ["main"]}
    assert {name: made[name] for name in expected} == expected
    assert made["skills"] == ["villas", "全屋定制"]
    assert made["hours"] == {
        "zone": "Asia/Shanghai",
        "days": {"1": ["09:00-12:00", "13:00-18:00"]},
        "closed": ["2026-02-17"],
    }
    # What is changed is sent whole: nothing else changes.
    await line.locator("[data-item]").click()
    await fill(page, capacity="5")
    await save.click()
    await expect(line).to_contain_text("5 / 5")
    assert await rep_of(office, rep) == {**made, "capacity": 5, "room": 5}
    await expect_no_overflow(page, size[0])


async def test_a_rep_logs_in_by_the_code_and_is_signed_out(phones: Phones, office: Office) -> None:
    kim = await office.rep("kim", name="Kim")
    page = await to_view(phones, "team=reps")
    line = page.locator(f"#crew [data-rep={kim}]")
    await line.locator("button", has_text="Login code").click()
    code = (await page.locator("#login-code code").text_content()) or ""
    # A dark module at each corner that has a finder, and a quiet zone around.
    qr = page.locator("#login-code svg.qr")
    assert (await qr.locator("path").get_attribute("d") or "").startswith("M4 4h7v1h-7z")
    await page.locator("#login-code footer button").first.click()
    await expect(page.locator("#toast.good")).to_be_visible()
    link = await page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{office.site.address}/rep#code=")
    phone = await phones.open(f"/rep#code={code}")
    await expect(phone.locator("#who")).to_have_text("Kim")
    await page.keyboard.press("Escape")
    await line.locator("button", has_text="Sign out").click()
    await page.locator("#sign-out footer button").click()
    await expect(page.locator("#toast.good")).to_contain_text("signed out everywhere")
    await phone.reload()
    await expect(phone.locator("#login")).to_be_visible()


async def test_a_paused_rep_is_given_nothing_until_resumed(phones: Phones, office: Office) -> None:
    kim = await office.rep("kim", name="Kim", capacity=2, weight=2, skills=["villas"])
    await office.presence(kim, "idle")
    page = await to_view(phones, "team=reps")
    line = page.locator(f"#crew [data-rep={kim}]")
    before = await rep_of(office, kim)
    assert before is not None
    await line.locator("button", has_text="Pause").click()
    await expect(line).to_contain_text("Paused")
    assert (await rep_of(office, kim) or {})["capacity"] == 0
    lead = await office.capture(PHONE)
    assert (await office.call("GET", f"/v1/leads/{lead}"))["state"] == "waiting"
    await line.locator("button", has_text="Resume").click()
    await expect(page.locator("#resume input")).to_have_value("2")
    await page.locator("#resume button[type=submit]").click()
    await expect(line).not_to_contain_text("Paused")

    async def rings() -> bool:
        return bool((await office.call("GET", f"/v1/leads/{lead}"))["state"] == "assigned")

    await until(rings, "nobody was given the lead")
    after = await rep_of(office, kim) or {}
    same = ("capacity", "weight", "skills", "pools", "hours", "daily_cap", "name")
    assert {name: after.get(name) for name in same} == {name: before.get(name) for name in same}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_pause_is_taken_back_with_a_capacity(
    phones: Phones, office: Office, language: str
) -> None:
    kim = await office.rep("kim", name="Kim", capacity=4)
    await office.rep("kim", name="Kim", capacity=0)
    page = await to_view(phones, "team=reps", language=language)
    line = page.locator(f"#crew [data-rep={kim}]")
    await expect(line).to_contain_text(PAUSED[language])
    await line.locator(".acts button").nth(1).click()
    # This browser never saw them at work.
    capacity, save = page.locator("#resume input"), page.locator("#resume button[type=submit]")
    await expect(capacity).to_have_value("1")
    for wrong in ("0", "many"):
        await capacity.fill(wrong)
        await save.click()
        await expect(page.locator("#resume .error")).to_be_visible()
    assert (await rep_of(office, kim) or {})["capacity"] == 0
    await capacity.fill("3")
    await save.click()
    await expect(page.locator("#resume")).to_have_count(0)
    await expect(line).to_contain_text("3 / 3")
    # Who paused them, and where, does not matter to who sees it.
    await office.rep("kim", name="Kim", capacity=0)
    await office.capture(PHONE)
    await expect(line).to_contain_text(PAUSED[language])
    await line.locator(".acts button").nth(1).click()
    await expect(capacity).to_have_value("3")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_viewer_looks_and_changes_nothing(
    phones: Phones, office: Office, language: str
) -> None:
    lead = await office.capture(PHONE, hot=True, pool="villas")
    await office.rep("kim", name="Kim")
    page = await to_view(phones, "team=staff")
    await page.locator("#add-staff").click()
    await page.locator("#staff-form input[name=id]").fill("screen")
    await page.locator("#staff-form input[name=name]").fill("大屏")
    await page.locator("#staff-form button[type=submit]").click()
    await page.locator("[data-staff=screen] button", has_text="Login code").click()
    code = (await page.locator("#login-code code").text_content()) or ""
    seen = await phones.open(f"/board#code={code}", size=SIZES[0], language=language)
    await expect(seen.locator("#queue [data-lead]")).to_have_count(1)
    await expect(seen.locator("#escalations .rung-line")).not_to_have_count(0)
    await expect(seen.locator(".hand-over")).to_have_count(0)
    await to_view(phones, f"lead={lead}", seen)
    await expect(seen.locator("#lead-title")).to_have_text("138****8000")
    await expect(seen.locator("#reveal-button, .hand-over")).to_have_count(0)
    await to_view(phones, "team=reps", seen)
    await expect(seen.locator("#crew tbody tr")).to_have_count(1)
    await expect(seen.locator("#crew button, #add-rep, [data-crew]")).to_have_count(0)
    await to_view(phones, "kpis=today", seen)
    await expect(seen.locator("#slices [data-slice]")).not_to_have_count(0)
    refused = await seen.evaluate(
        """async (lead) => (await fetch(`/v1/leads/${lead}/reveal`, {method: 'POST',
            headers: {'content-type': 'application/json'}, body: '{"reason": "x"}'})).status""",
        lead,
    )
    assert refused in (401, 403)
    # A session that is kept is found again, and one that is ended is over.
    await seen.reload()
    await expect(seen.locator("#live")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.locator("[data-staff=screen] button", has_text="Sign out").click()
    await page.locator("#sign-out footer button").click()
    await expect(page.locator("#toast.good")).to_be_visible()
    await seen.reload()
    await expect(seen.locator("#login")).to_be_visible()


async def test_nobody_locks_themself_out(phones: Phones, office: Office) -> None:
    await office.call("PUT", "/v1/staff/boss", {"name": "Lin", "role": "supervisor"})
    page = await to_view(phones, "team=staff")
    await page.locator("[data-staff=boss] [data-item]").click()
    await page.locator("#staff-form select").select_option("viewer")
    await page.locator("#staff-form button[type=submit]").click()
    await expect(page.locator("#staff-form [data-field=role] .error")).to_contain_text(
        "shut you out"
    )
