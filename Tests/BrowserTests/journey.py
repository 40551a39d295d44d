"""One case from search to rating in a real browser, by every role; then every page under axe-core.

usage: journey.py BASE BROWSER [SHOTS]   prints one line for each step; exits with 1 at the first that fails.
"""
import base64
import os
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

base, executable = sys.argv[1], sys.argv[2]
shots = sys.argv[3] if len(sys.argv) > 3 else None
axe = Axe()
faults = []
looked = 0

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def look(page, name):
    """axe finds nothing, nothing hangs over the edge, and the console is silent."""
    global looked
    looked += 1
    width = page.viewport_size["width"]
    results = axe.run(page)
    for violation in results.response["violations"]:
        where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        faults.append(f"{name} {width}: {violation['id']}: {violation['help']} at {where}")
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        faults.append(f"{name} {width}: {over} px hang over the edge")
    seen = page.inner_text("body")
    for mark in ("<p>", "</", "&lt;", "class=\""):
        if mark in seen:
            faults.append(f"{name} {width}: marks of the page itself are shown: {seen[max(0, seen.index(mark) - 20):][:60]!r}")
    if shots:
        os.makedirs(shots, exist_ok=True)
        page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
    print("looked", name, width, flush=True)


def person(browser, account, width, scripts=True):
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="zh-CN")
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" and "Failed to load resource" not in message.text else None)
    if account:
        page.goto(base + "/sign-in")
        page.locator(f'form:has(input[value="{account}"]) button').click()
        page.wait_for_load_state()
    return page


def fill(page):
    """A plausible answer for whatever is asked."""
    for element in page.query_selector_all("main form input:not([type=hidden]), main form textarea, main form select"):
        if not element.is_visible():
            continue
        kind = element.get_attribute("type") or element.evaluate("e => e.tagName.toLowerCase()")
        name = element.get_attribute("name") or ""
        if kind == "file":
            continue
        if kind in ("radio", "checkbox"):
            if not page.query_selector(f'main input[name="{name}"]:checked') and not name.endswith(".remove"):
                element.check()
        elif element.get_attribute("lang") == "mn-Mong":
            element.fill("ᠪᠠᠲᠤ")
        elif element.get_attribute("placeholder") == "116.081200,43.933100":
            element.fill("\n".join(["116.0812,43.9331", "116.09,43.9331", "116.09,43.94", "116.0812,43.94"]) if element.get_attribute("rows") == "4" else "116.0812,43.9331")
        elif kind == "select":
            element.select_option(index=1)
        elif kind == "date":
            element.fill("2026-11-01")
        elif kind == "month":
            element.fill("2026-11")
        elif kind == "datetime-local":
            element.fill("2026-11-01T09:00")
        elif kind == "tel":
            element.fill("13900000000")
        elif "bank" in (element.get_attribute("name") or "").lower():
            element.fill("6222020000000000000")
        elif element.get_attribute("inputmode"):
            element.fill("3")
        elif element.get_attribute("autocapitalize") == "characters":
            element.fill("152502188001010019")
        else:
            element.fill("测试填写")


def journey(browser, width, scripts=True):
    """Search, guide, apply, supplement, accept, examine, decide, issue, deliver, rate. Returns the case's address."""
    public = person(browser, None, width, scripts)
    public.goto(base + "/")
    if scripts:
        look(public, "portal")
        public.locator("#q").press_sequentially("低保")
        public.wait_for_selector("#answers a")
        look(public, "portal-suggestions")
    public.fill("#q", "低保申请")
    public.press("#q", "Enter")
    public.wait_for_selector(".found a")
    look(public, "services") if scripts else None
    public.click('.found a:has-text("低保申请")')
    look(public, "guide") if scripts else None
    assert "最低生活保障" in public.content()

    citizen = person(browser, "citizen", width, scripts)
    citizen.goto(base + "/services/MZJ009?region=152502")
    citizen.click("a.way.first")
    look(citizen, "apply-start") if scripts else None
    citizen.click('button:has-text("开始申请")')
    citizen.click('button:has-text("继续")')
    assert "请填写这一项" in citizen.inner_text("main"), "an empty answer is told"
    look(citizen, "question-wrong") if scripts else None
    asked = 0
    while "/q/" in citizen.url:
        asked += 1
        assert asked < 60, "the questions end"
        fill(citizen)
        if asked == 3 and scripts:
            look(citizen, "question")
            # Another device goes on where this one stopped.
            other = person(browser, "citizen", width)
            other.goto(citizen.url)
            assert other.url == citizen.url
        citizen.click('button:has-text("继续")')
        citizen.wait_for_load_state()
    look(citizen, "evidence") if scripts else None
    first = citizen.locator("ol.evidence > li").first
    first.locator("input[type=file]").set_input_files({"name": "假的.png", "mimeType": "image/png", "buffer": b"no picture"})
    first.locator('button:has-text("上传")').click()
    assert "只收" in citizen.inner_text("main"), "a file that is not what it says is refused"
    look(citizen, "evidence-wrong") if scripts else None
    first = citizen.locator("ol.evidence > li").first
    first.locator("input[type=file]").set_input_files({"name": "申请表.png", "mimeType": "image/png", "buffer": PICTURE})
    first.locator('button:has-text("上传")').click()
    citizen.wait_for_selector("img.preview")
    look(citizen, "evidence-sent") if scripts else None
    citizen.click('a:has-text("继续")')
    look(citizen, "check") if scripts else None
    citizen.click('button:has-text("提交申请")')
    assert "请勾选" in citizen.inner_text("main"), "the declaration is asked for"
    look(citizen, "check-wrong") if scripts else None
    citizen.check("main input[type=checkbox]")
    citizen.click('button:has-text("提交申请")')
    citizen.wait_for_url("**/my/**")
    case = citizen.url.split("/my/")[1].split("?")[0]
    look(citizen, "case") if scripts else None

    stranger = person(browser, "neighbour", width, scripts)
    assert stranger.goto(f"{base}/my/{case}").status == 404, "a stranger's case does not exist for you"
    look(stranger, "not-found") if scripts else None
    assert stranger.goto(f"{base}/desk/{case}").status == 403

    def staff(account, *actions):
        page = person(browser, account, width, scripts)
        page.goto(f"{base}/desk/{case}")
        for action in actions:
            look(page, f"desk-{account}") if scripts else None
            summary = page.query_selector(f'.actions summary:has-text("{action}")')
            if summary:
                summary.click()
                look(page, f"desk-{account}-form") if scripts else None
                page.click(f'details[open] button:has-text("确认：")')
            else:
                page.click(f'.actions button:has-text("{action}")')
            page.wait_for_selector('text=办好了')
        return page

    staff("clerk", "一次告知补正")
    citizen.goto(f"{base}/my/{case}")
    look(citizen, "case-supplement") if scripts else None
    citizen.click('a:has-text("提交补正")')
    look(citizen, "supplement") if scripts else None
    citizen.click('button:has-text("提交补正")')
    citizen.wait_for_url("**/my/**")
    clerk = staff("clerk", "受理")
    clerk.click('summary:has-text("看完整号码")')
    clerk.fill("#reason", "核对证件")
    clerk.click('button:has-text("看，并留下记录")')
    assert "152502188001010019" in clerk.inner_text("main")
    staff("reviewer", "审查完成")
    staff("approver", "准予")
    staff("issuer", "制证出件", "当面或电子送达")
    citizen.goto(f"{base}/my/{case}")
    assert "已办结" in citizen.inner_text("main") and "核对证件" in citizen.inner_text("main")
    look(citizen, "case-closed") if scripts else None
    citizen.click('ul.papers a:has-text("受理通知书")')
    assert "年" in citizen.inner_text(".seal") and "专用章" in citizen.inner_text(".seal"), "what is printed has the year"
    look(citizen, "receipt") if scripts else None
    citizen.goto(f"{base}/my/{case}")
    citizen.click('.grades a:has-text("非常满意")')
    look(citizen, "review") if scripts else None
    citizen.click('button:has-text("提交评价")')
    assert "您评过了" in citizen.inner_text("main")
    citizen.goto(base + "/my")
    look(citizen, "my") if scripts else None
    print("journey", width, "with scripts" if scripts else "without scripts", case, flush=True)


def intake(browser, width):
    """A person stands at the counter."""
    page = person(browser, "clerk", width)
    page.goto(base + "/desk/intake?q=%E4%B8%8A%E6%88%B7%E5%8F%A3")
    look(page, "intake-search")
    page.click('a:has-text("收这件")')
    page.fill("#name", "其其格测")
    page.fill("#identityNumber", "152523188002290027")
    page.click('button:has-text("下一步")')
    assert "最后一位对不上" in page.inner_text("main")
    look(page, "intake-wrong")
    page.fill("#identityNumber", "152523188002290026")
    page.click('button:has-text("下一步")')
    page.wait_for_url("**/desk/intake/*")
    look(page, "intake-form")
    page.click('button:has-text("收件并打印凭证")')
    assert "有" in page.inner_text(".problems h2")
    look(page, "intake-missing")
    for element in page.query_selector_all(".form-grid input:not([type=hidden]), .form-grid select, .form-grid textarea"):
        kind = element.get_attribute("type") or element.evaluate("e => e.tagName.toLowerCase()")
        name = element.get_attribute("name")
        if kind == "file" or not element.is_visible():
            continue
        if kind == "checkbox":
            element.check()
        elif kind == "radio":
            if not page.query_selector(f'input[name="{name}"]:checked'):
                element.check()
        elif kind == "select":
            element.select_option(index=1)
        elif element.get_attribute("lang") == "mn-Mong":
            element.fill("ᠪᠠᠲᠤ")
        elif kind == "datetime-local":
            element.fill("2026-11-01T09:00")
        elif kind == "tel":
            element.fill("13900000000")
        elif name == "birthCertNo":
            element.fill("T150012345")
        elif element.get_attribute("autocapitalize") == "characters":
            element.fill("152523188002290026")
        else:
            element.fill("测试填写")
    page.click('button:has-text("收件并打印凭证")')
    page.wait_for_url("**/receipts/*")
    assert "收件凭证" in page.inner_text("h1")
    look(page, "intake-receipt")


def others(browser, width):
    """Pages that no journey touches."""
    page = person(browser, None, width)
    for name, path in [("regions", "/regions"), ("display", "/display"), ("reviews", "/reviews"), ("sign-in", "/sign-in"), ("sign-up", "/sign-up"), ("organisations", "/?audience=organisation"), ("permit-guide", "/services/LCJ003?region=152502"), ("bundles", "/bundles"), ("newborn", "/bundles/newborn?region=152502"), ("company", "/bundles/company_open?region=152502"), ("nothing", "/services?q=zzzz")]:
        page.goto(base + path)
        look(page, name)
    page.goto(base + "/sign-up")
    page.fill("#name", "王")
    page.fill("#identityNumber", "152502188001010018")
    page.click('button:has-text("实名核验并注册")')
    look(page, "sign-up-wrong")
    for account in ("supervisor", "editor", "admin"):
        desk = person(browser, account, width)
        desk.goto(base + "/desk")
        look(desk, "desk-" + account)
    desk = person(browser, "supervisor", width)
    desk.goto(base + "/desk/cases")
    look(desk, "desk-cases")
    page.goto(base + "/password")
    page.fill("#account", "citizen")
    page.fill("#old", "wutong-demo-2026")
    page.fill("#new", "short")
    page.click('main form button')
    look(page, "password-wrong")
    owner = person(browser, "neighbour", width)
    owner.goto(base + "/my/organisations")
    if owner.locator(".card").count() == 0:
        owner.fill("#name-new", "演示小馆测")
        owner.fill("#creditCode-new", "91152500000000019E")
        owner.click('button:has-text("核对并加上")')
    owner.click('summary:has-text("授权一位经办人")')
    owner.click('.card button:has-text("授权")')
    assert "要改" in owner.inner_text(".problems h2")
    look(owner, "organisations-wrong")
    owner.goto(base + "/services/SJJ001?region=152502")
    owner.click("a.way.first")
    assert "演示小馆测" in owner.inner_text("main")
    look(owner, "apply-for-whom")
    for view in ["view=elder", "theme=dark", "contrast=high", "language=en"]:
        page.goto(f"{base}/preferences?{view}&to=/")
        look(page, "portal-" + view.replace("=", "-"))
        page.goto(base + "/services/GAJ001?region=152502")
        look(page, "guide-" + view.replace("=", "-"))
        page.goto(f"{base}/preferences?{ {'view=elder': 'view=plain', 'theme=dark': 'theme=light', 'contrast=high': 'contrast=normal', 'language=en': 'language=zh-Hans'}[view] }&to=/")


def administration(browser, width):
    """Staff, halls, rosters, records: every page of those who keep the place, and one page of each thing on them."""
    for account, paths in [
        (None, ["/halls", "/halls/*"]),
        ("admin", ["/admin", "/admin/halls", "/admin/halls/*", "/admin/windows/*", "/admin/rosters", "/admin/rosters/*", "/admin/staff/new", "/my/second-factor"]),
        ("security", ["/admin/staff", "/admin/staff/*", "/admin/agencies", "/admin/rights", "/admin/tokens"]),
        ("auditor", ["/admin/record"]),
        ("supervisor", ["/admin/reviews/marks", "/admin/rosters/*"]),
        ("citizen", ["/my", "/my/notices", "/my/contact"]),
        ("clerk", ["/my/leave", "/my/security", "/my/tokens"]),
    ]:
        page = person(browser, account, width)
        for path in paths:
            if path.endswith("*"):
                stem = path[:-1]
                home = {"/admin/windows/": page.url}.get(stem) or base + stem.rstrip("/")
                page.goto(home)
                found = [a.get_attribute("href") for a in page.query_selector_all(f'main a[href^="{stem}"]')]
                found = [a for a in found if not a.endswith("/new")]
                assert found, f"{home} leads to no {path}"
                path = found[0]
            answer = page.goto(base + path)
            assert answer.status == 200, f"{path} as {account}: {answer.status}"
            look(page, f"{account}{path.split('?')[0].replace('/', '-')}")


def keys(browser):
    """The desk and the portal by keyboard alone."""
    page = person(browser, None, 1280)
    page.goto(base + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", "the first stop skips to the content"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("上户口")
    page.wait_for_selector("#answers a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/**")
    # Two cases that wait for the window, whatever else does.
    api = base + "/api/v1"
    token = page.request.post(api + "/sessions", data={"account": "citizen", "password": "wutong-demo-2026"}).json()["token"]
    form = page.request.get(api + "/services/MZJ009/form").json()["example"]
    for _ in range(2):
        made = page.request.post(
            api + "/cases", headers={"Authorization": "Bearer " + token},
            data={"service": "MZJ009", "region": "152502", "form": form, "submit": True})
        assert made.status == 201, made.text()
    fresh = made.json()["id"]
    desk = person(browser, "clerk", 1280)
    desk.goto(base + "/desk")
    desk.keyboard.press("j")
    desk.wait_for_url("**/desk/*")
    first = desk.url
    desk.keyboard.press("j")
    desk.wait_for_function("first => location.href !== first", arg=first)
    desk.goto(f"{base}/desk/{fresh}")
    desk.keyboard.press("b")
    assert desk.evaluate("document.activeElement.tagName") == "TEXTAREA", "a letter opens the action and goes to its first field"
    before = desk.evaluate("document.activeElement.value")
    desk.keyboard.type("b")
    after = desk.evaluate("document.activeElement.value")
    assert len(after) == len(before) + 1 and "b" in after, "while typing a letter is a letter"
    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    desk.wait_for_url("**/desk/intake")
    print("keys", flush=True)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
    for width in (390, 1280):
        journey(browser, width)
        intake(browser, width)
        others(browser, width)
        administration(browser, width)
    keys(browser)
    journey(browser, 390, scripts=False)
    browser.close()

print(looked, "pages looked at")
for fault in sorted(set(faults)):
    print("FAULT", fault)
sys.exit(1 if faults else 0)
