"""The catalogue kept in a real browser: a guide and a form are changed by one, reviewed by another, published and seen; a service is suspended.

usage: editor.py BASE BROWSER [SHOTS]   prints one line for each step; exits with 1 at the first that fails.
"""
import os
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

base, executable = sys.argv[1], sys.argv[2]
shots = sys.argv[3] if len(sys.argv) > 3 else None
axe = Axe()
faults = []


def look(page, name, both=True):
    """axe finds nothing and nothing hangs over the edge, on a phone and on a desk."""
    for width in (390, 1280) if both else (1280,):
        page.set_viewport_size({"width": width, "height": 900})
        for violation in axe.run(page).response["violations"]:
            where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
            faults.append(f"{name} {width}: {violation['id']}: {violation['help']} at {where}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            faults.append(f"{name} {width}: {over} px hang over the edge")
        if shots:
            os.makedirs(shots, exist_ok=True)
            page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
        print("looked", name, width, flush=True)


def person(browser, account):
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    if account:
        page.goto(base + "/sign-in")
        page.locator(f'form:has(input[value="{account}"]) button').click()
        page.wait_for_load_state()
    return page


def press(page, text):
    page.click(f'main button:has-text("{text}")')
    page.wait_for_load_state()


def publish(author, reviewer, looked=False):
    """From the draft that the author has before them to the public, by two people."""
    address = author.url
    if looked:
        look(author, "change-draft")
    press(author, "提交审核")
    assert "等另一个人审核" in author.inner_text("main"), "nobody reviews their own change"
    reviewer.goto(address)
    if looked:
        look(reviewer, "change-review")
    press(reviewer, "审核通过")
    press(reviewer, "公布")
    assert "已公布" in reviewer.inner_text("main")
    if looked:
        look(reviewer, "change-published")


def begin(page, title):
    page.fill("#change-title", title)
    page.fill("#change-reason", "群众反映")
    press(page, "放进变更")


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
    editor, second, citizen = (person(browser, name) for name in ("editor", "editor2", None))

    # Every page of the catalogue's administration.
    for name, path in [
        ("start", ""), ("start-forms", "?kind=forms"), ("service", "/services/GAJ001"), ("form", "/forms/GAJ001"),
        ("form-preview", "/forms/GJJ012/preview"), ("form-versions", "/forms/GAJ001/versions"), ("regions", "/regions"),
        ("offerings", "/offerings"), ("edit-service", "/edit/services?key=GAJ001"), ("changes", "/changes"),
        ("edit-question", "/edit/form-fields?key=GAJ001/babyName"), ("new-form", "/edit/forms"),
    ]:
        editor.goto(base + "/admin/catalogue" + path)
        look(editor, "admin-" + name)
    editor.goto(base + "/catalogue/rates?list=online")
    look(editor, "rates", both=False)

    # A guide: found, changed, refused, mended, previewed, sent, approved, published, seen.
    editor.goto(base + "/admin/catalogue")
    editor.fill("#words", "上户口")
    press(editor, "搜")
    editor.click('main a:has-text("出生登记（国内出生）")')
    editor.click('.whole a.button:has-text("修改")')
    editor.fill("#promisedDays", "9")
    begin(editor, "改窗口")
    assert editor.url.endswith("key=GAJ001"), "what cannot be is told at the field, and nothing is lost"
    assert "承诺时限不能超过法定时限" in editor.inner_text("main")
    look(editor, "edit-wrong")
    assert editor.input_value("#change-title") == "改窗口"
    editor.fill("#promisedDays", "0")
    editor.fill("#venue", "东门九号窗口")
    press(editor, "放进变更")
    assert "东门九号窗口" in editor.inner_text("main"), "the change says what it changes"
    change = editor.url
    editor.click('main a[href*="/preview/GAJ001"]')
    look(editor, "preview")
    assert "东门九号窗口" in editor.inner_text("main")
    citizen.goto(base + "/services/GAJ001?region=152502")
    assert "东门九号窗口" not in citizen.inner_text("main"), "nothing shows before it is published"
    editor.goto(change)
    publish(editor, second, looked=True)
    citizen.reload()
    assert "东门九号窗口" in citizen.inner_text("main"), "a citizen sees the new text"
    citizen.goto(base + "/services/GAJ001/versions")
    assert "改窗口" in citizen.inner_text("main")
    print("guide", flush=True)

    # A question of a form, on a condition; the form as it will be; then as it is asked.
    editor.goto(base + "/admin/catalogue/forms/RSJ001")
    editor.click('main a:has-text("新增")')
    for field, text in [("key", "cardName"), ("label", "卡面姓名"), ("condition", "mail=true")]:
        editor.fill(f"#{field}", text)
    editor.check('main input[name="required"]')
    begin(editor, "加一个问题")
    editor.click('main a[href*="/forms/RSJ001/preview"]')
    assert "卡面姓名" in editor.inner_text("main") and "邮寄领卡" in editor.inner_text("main")
    look(editor, "form-preview-change")
    editor.go_back()
    publish(editor, second)
    editor.goto(base + "/admin/catalogue/forms/RSJ001/versions")
    assert "卡面姓名" in editor.inner_text("main")
    look(editor, "form-versions-two")
    asker = person(browser, "citizen")
    asker.goto(base + "/services/RSJ001/apply?region=152502")
    press(asker, "开始申请")
    draft = asker.url.split("/apply/")[1].split("/")[0]
    asker.goto(f"{base}/apply/{draft}/q/mail")
    asker.check('main input[value="true"]')
    press(asker, "继续")
    assert asker.url.endswith("/q/mailAddr")
    asker.select_option('[name="mailAddr.region"]', "152502")
    asker.fill('[name="mailAddr.detail"]', "一号")
    press(asker, "继续")
    assert asker.url.endswith("/q/cardName"), "the new question is asked"
    look(asker, "question-new", both=False)
    print("form", flush=True)

    # A service is suspended where it is offered: shown with the reason, and nobody begins.
    editor.goto(base + "/admin/catalogue/edit/offerings?service=GAJ001&region=152502")
    editor.select_option("#state", "suspended")
    begin(editor, "暂停办理")
    assert "edit/offerings" in editor.url, "whoever finds a closed door is told why"
    editor.fill("#reason", "系统升级")
    press(editor, "放进变更")
    publish(editor, second)
    citizen.goto(base + "/services/GAJ001?region=152502")
    assert "系统升级" in citizen.inner_text("main")
    assert citizen.locator("a.way.first").count() == 0, "nobody can begin"
    look(citizen, "guide-suspended")
    print("suspended", flush=True)
    browser.close()

for fault in sorted(set(faults)):
    print("FAULT", fault)
sys.exit(1 if faults else 0)
