"""Two forms filled in by keyboard alone, one thing a page, at a phone's width; what the page says while one types; the form on paper.

usage: forms.py BASE BROWSER [SHOTS]   prints one line for each step; exits with 1 at the first that fails.
"""
import os
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

base, executable = sys.argv[1], sys.argv[2]
shots = sys.argv[3] if len(sys.argv) > 3 else None
axe = Axe()
faults = []

NUMBERS = {"idNo": "152523188002290026", "Id": "152502188001010019", "uscc": "91152500000000019E"}
TEXTS = {
    "birthCertNo": "T150012345", "regCapital": "100", "copies": "2", "ratio": "100", "amount": "100", "companyName": "锡林浩特测试畜牧有限公司",
    "addressProofNo": "蒙（2026）第1号", "babyName": "阿拉坦•其其格",
}


def look(page, name):
    """axe finds nothing, nothing hangs over the edge, and what is touched is large enough."""
    width = page.viewport_size["width"]
    results = axe.run(page)
    for violation in results.response["violations"]:
        where = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        faults.append(f"{name} {width}: {violation['id']}: {violation['help']} at {where}")
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if over > 0:
        faults.append(f"{name} {width}: {over} px hang over the edge")
    if shots:
        os.makedirs(shots, exist_ok=True)
        page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
    print("looked", name, width, flush=True)


def person(browser, account, width, scripts=True):
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="zh-CN")
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}") if message.type == "error" and "Failed to load resource" not in message.text else None)
    page.goto(base + "/sign-in")
    page.locator(f'form:has(input[value="{account}"]) button').click()
    page.wait_for_load_state()
    return page


def text_for(name, kind):
    last = name.split(".")[-1]
    if last in TEXTS:
        return TEXTS[last]
    if kind in ("identityNumber", "partyNumber"):
        return "152502188001010019"
    if kind == "mobile":
        return "13900000000"
    if kind == "mongolianText":
        return "ᠪᠠᠲᠤ"
    if kind in ("integer", "decimal", "money"):
        return "3"
    return "其其格" if kind == "personName" or last == "name" else "额尔敦街 1 号"


def by_keyboard(page):
    """Fills the page by Tab, arrows, space and letters alone, then goes on with Enter."""
    done = set()
    page.locator("h1").first.evaluate("e => { e.tabIndex = -1; e.focus(); }")
    for _ in range(120):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => { const e = document.activeElement; return { tag: e.tagName, type: e.type || "", name: e.name || "", kind: e.dataset.kind || "",
              value: e.value || "", text: e.textContent.trim(), checked: !!document.querySelector(`input[name="${CSS.escape(e.name || "-")}"]:checked`) } }"""
        )
        name = focus["name"]
        if focus["tag"] == "BUTTON" and focus["text"] == "继续":
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        if name in done or focus["tag"] in ("A", "BUTTON", "SUMMARY", "BODY") or focus["type"] == "file":
            continue
        done.add(name)
        if focus["type"] in ("radio", "checkbox"):
            if not focus["checked"]:
                page.keyboard.press("Space")
        elif focus["tag"] == "SELECT":
            if not focus["value"]:
                page.keyboard.press("ArrowDown")
        elif focus["type"] in ("date", "datetime-local"):
            # Month, day, year, then the hour: the order of this browser's own control.
            page.keyboard.type("11012026")
            if focus["type"] == "datetime-local":
                page.keyboard.press("ArrowRight")
                page.keyboard.type("0900AM")
        elif not focus["value"]:
            page.keyboard.type(text_for(name, focus["kind"]))
    raise AssertionError("no way on by keyboard from " + page.url)


def apply(browser, service, width, keyboard):
    page = person(browser, "neighbour", width)
    page.goto(f"{base}/services/{service}/apply?region=152502")
    page.click('button:has-text("开始申请")')
    seen, asked = set(), 0
    while "/q/" in page.url:
        asked += 1
        assert asked < 60, "the questions end"
        key = page.url.split("/q/")[1].split("?")[0]
        if key not in seen:
            look(page, f"{service}-{key}")
        seen.add(key)
        before = page.url
        keyboard(page)
        if page.url.split("#")[0] == before.split("#")[0] and page.query_selector(".problems"):
            raise AssertionError(f"{key}: {page.inner_text('.problems')}")
    page.click('a:has-text("继续")')
    look(page, f"{service}-check")
    main = page.inner_text("main")
    assert "来自您的账号" in main, "what was known says whence"
    page.locator("details.whence summary").first.click()
    assert "可以改" in page.inner_text("details.whence[open]")
    look(page, f"{service}-check-whence")
    page.click('a:has-text("打印表单")')
    look(page, f"{service}-print")
    assert page.locator(".sign-here").is_visible() and "草稿" in page.inner_text("main")
    page.go_back()
    page.check('input[name="truthful"]')
    page.click('button:has-text("提交申请")')
    page.wait_for_url("**/my/**")
    case = page.url.split("/my/")[1].split("?")[0]
    page.goto(f"{base}/cases/{case}/form/print")
    assert page.locator("svg.form-code path").count() == 1, "the number as a code"
    look(page, f"{service}-print-sent")
    print("applied", service, width, case, len(seen), flush=True)
    return page, case, seen


def live(browser):
    """What the page says while somebody types, by the schema of the server; and that the server says it too."""
    page = person(browser, "citizen", 390)
    page.goto(f"{base}/services/GAJ001/apply?region=152502")
    page.click('button:has-text("开始申请")')
    draft = page.url.split("/q/")[0]
    page.goto(f"{draft}/q/motherName")
    page.locator("#motherId").press_sequentially("152502188001010018")
    page.wait_for_selector("#motherId-live:has-text('最后一位')")
    look(page, "live-identity")
    page.fill("#motherId", "152502188001010019")
    page.locator("#motherId").press("Tab")
    assert page.inner_text("#motherId-live") == "", "taken back when it is right"
    page.fill("#motherName", "王")
    page.locator("#motherName").press("Tab")
    assert "至少两个字" in page.inner_text("#motherName-live")
    page.click('button:has-text("继续")')
    assert "至少两个字" in page.inner_text(".problems"), "the server judges the same"
    page.fill("#motherName", "阿拉坦•其其格")
    page.click('button:has-text("继续")')
    page.goto(f"{draft}/q/motherName")
    assert page.input_value("#motherName") == "阿拉坦·其其格", "the separator of names is kept"
    # Whoever goes back finds later what they had begun to write.
    page.goto(f"{draft}/q/nativePlace")
    page.fill('[name="nativePlace.detail"]', "昌平区")
    page.click("[data-back]")
    page.wait_for_url("**/q/birthPlace")
    page.goto(f"{draft}/q/nativePlace")
    assert page.input_value('[name="nativePlace.detail"]') == "昌平区"
    # A signature drawn with the pointer becomes a picture.
    page.goto(f"{draft}/q/sign")
    page.fill('[name="sign.name"]', "其其格")
    box = page.locator("canvas.pad").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 100, steps=8)
    page.mouse.up()
    for _ in range(50):
        if page.locator("input[type=file]").evaluate("e => e.files.length") == 1:
            break
        page.wait_for_timeout(100)
    look(page, "signature")
    page.click('button:has-text("继续")')
    page.goto(f"{draft}/q/sign")
    assert page.locator(".sent-file a").count() == 1
    picture = page.request.get(base + page.locator(".sent-file a").get_attribute("href"))
    assert picture.status == 200 and picture.body()[:4] == b"\x89PNG"
    look(page, "signature-kept")
    page.goto(f"{draft}/check")
    assert page.locator("img.signature").count() == 1
    print("live checks and a drawn signature", flush=True)


def rows(browser, scripts):
    """Rows of a table come and go, with script and without; what hangs on an answer is there when it is."""
    page = person(browser, "citizen", 390, scripts)
    page.goto(f"{base}/services/SJJ001/apply?region=152502")
    page.click('button:has-text("开始申请")')
    draft = page.url.split("/q/")[0]
    page.goto(f"{draft}/q/shareholders")
    page.fill('[name="shareholders.0.name"]', "巴图测")
    page.click('button:has-text("再加一行")')
    assert page.input_value('[name="shareholders.0.name"]') == "巴图测", "what was written is kept"
    page.fill('[name="shareholders.1.name"]', "其其格测")
    look(page, "rows") if scripts else None
    page.click('button[value="remove:shareholders:0"]')
    assert page.input_value('[name="shareholders.0.name"]') == "其其格测"
    assert page.locator('[name="shareholders.1.name"]').count() == 0
    page.click('button:has-text("继续")')
    assert "股东出资 1 证件号" in page.inner_text(".problems"), "each cell is told at its place"
    look(page, "rows-wrong") if scripts else None
    page.click(".problems a >> nth=0")
    assert page.evaluate("document.activeElement.name") == "shareholders.0.idNo" or "#shareholders.0.idNo" in page.url
    page.goto(f"{draft}/q/addressProofType")
    number = page.locator('[name="addressProofNo"]')
    if scripts:
        assert not number.is_visible(), "not asked yet"
        page.check('input[value="租赁合同"]')
        assert number.is_visible()
        page.check('input[value="承诺申报"]')
        assert not number.is_visible()
    else:
        assert number.is_visible() and "只有" in page.inner_text("main"), "without script it says when it is asked"
    print("rows", "with scripts" if scripts else "without scripts", flush=True)


def again(browser, case):
    """What a closed case of one's own knows is filled in, with its number; it says there what it was used for."""
    page = person(browser, "neighbour", 1280)
    page.goto(f"{base}/my/{case}")
    assert page.locator("text=看表单").count() == 0
    look(page, "case-sent")


with sync_playwright() as play:
    browser = play.chromium.launch(executable_path=executable)
    try:
        live(browser)
        for scripts in (True, False):
            rows(browser, scripts)
        _, case, pages = apply(browser, "GAJ001", 390, by_keyboard)
        assert len(pages) >= 12, pages
        apply(browser, "SJJ001", 390, by_keyboard)
        again(browser, case)
        clerk = person(browser, "clerk", 1280)
        clerk.goto(f"{base}/desk/{case}")
        look(clerk, "desk-form")
    finally:
        browser.close()
for fault in faults:
    print("FAULT", fault)
sys.exit(1 if faults else 0)
