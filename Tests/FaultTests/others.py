"""Two servers on one database, an import cut in the middle, slow clients, many idle connections."""
import csv, datetime, io, os, resource, socket, subprocess, threading, time
from faults import *

CATALOGUE = os.path.dirname(os.path.abspath(__file__)) + "/../../Data/catalogue"
# Housekeeping every second.
BUSY = ("--set", "housekeeping.seconds=1")


def two():
    """Two servers on one PostgreSQL, people on both, the same cases."""
    base = database("postgres", "two")
    files = f"{FOLDER}/two/files"
    servers = []
    try:
        servers = [Server(base, files, more=BUSY) for _ in range(2)]
        work, stop = Work(), threading.Event()
        work.body(servers[0])
        threads = [thread for server in servers for thread in work.crowd(server, stop)]
        until(90, "both are at work", lambda: len(work.submitted) >= (400 if LARGE else 30) and len(work.acted) >= 10)
        stop.set()
        for thread in threads:
            thread.join(60)
        for status, value, _ in work.refused:
            demand(status == 503, f"somebody was told {status} {value}")
        # One key at both servers at once: one case.
        token = servers[0].sign_in("citizen")
        mark, body = work.body(servers[0])
        answers = []
        both = [threading.Thread(target=lambda s=server: answers.append(s.api("POST", "/cases", body, token=token, key="both")))
                for server in servers * 4]
        [thread.start() for thread in both]
        [thread.join() for thread in both]
        demand({status for status, _, _ in answers} <= {201, 409}, f"{[a[0] for a in answers]}")
        made = {value["id"] for status, value, _ in answers if status == 201}
        again = [server.api("POST", "/cases", body, token=token, key="both") for server in servers]
        demand({value["id"] for _, value, _ in again} == made and len(made) == 1, "one key at two servers made two cases")
        # One case acted upon at both at once: one step.
        clerk = servers[0].sign_in("clerk")
        case = made.pop()
        answers = []
        both = [threading.Thread(target=lambda s=server: answers.append(
            s.api("POST", f"/cases/{case}/actions", {"action": "accept", "data": {}}, token=clerk)[0])) for server in servers * 4]
        [thread.start() for thread in both]
        [thread.join() for thread in both]
        demand(sorted(answers)[0] == 200 and answers.count(200) == 1 and set(answers) <= {200, 409}, f"acts at once: {answers}")
        published(base, servers)
        # Signed out at one is signed out at the other.
        gone = servers[0].new_session("neighbour")
        demand(servers[1].api("GET", "/me", token=gone)[0] == 200, "a session of one is none of the other")
        demand(servers[0].api("DELETE", "/sessions", token=gone)[0] == 204, "sign out")
        demand(servers[1].api("GET", "/me", token=gone)[0] == 401, "signed out at one, still in at the other")
        for server in servers:
            _, text, _ = server.ask("GET", "/metrics")
            failed = [line for line in text.decode().splitlines() if line.startswith("housekeeping_failures_total ")]
            demand(all(line.endswith(" 0") for line in failed), f"housekeeping fails: {failed}")
        cases = supplements(servers, work)
        for server in servers:
            demand(server.stop() == 0, "a server did not end with 0")
        verify(base, files, work)
        lapsed(base, files, servers, cases)
        verify(base, files, work)
        return f"{work.said()} at two servers; one key, one case; one step of eight at once; published, expired and signed out once for both"
    finally:
        for server in servers:
            if server.process.poll() is None:
                server.kill()
        base.close()


def published(base, servers):
    """A change that is due is published once, by whichever server comes first, and seen at both within seconds."""
    editor, second = servers[0].sign_in("editor"), servers[1].sign_in("editor2")
    table = list(csv.DictReader(line for line in io.StringIO(command("export", "services", "--database", base.url).stdout)
                                if not line.startswith("#")))
    row = next(row for row in table if row["key"] == "GAJ001")
    name = "给孩子上户口"
    row["keywords"] = name + "|" + row["keywords"]
    # Columns of the file that are no columns of the kind are no cells of a change.
    row = {key: text for key, text in row.items() if key not in ("mobile", "variants")}
    before = base.rows("SELECT epoch FROM catalogue_state")[0]["epoch"]

    def ok(server, path, body, token):
        status, value, _ = server.api("POST", path, body, token=token)
        demand(status in (200, 201), f"{path}: {status} {value}")
        return value
    change = ok(servers[0], "/catalogue/changes", {"title": "t", "reason": "r"}, editor)["id"]
    ok(servers[0], f"/catalogue/changes/{change}/rows", {"kind": "services", "cells": row}, editor)
    ok(servers[0], f"/catalogue/changes/{change}/actions", {"action": "handIn"}, editor)
    ok(servers[1], f"/catalogue/changes/{change}/actions", {"action": "approve"}, second)
    tomorrow = (datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))) + datetime.timedelta(days=1)).date()
    ok(servers[1], f"/catalogue/changes/{change}/actions", {"action": "publish", "takesEffect": str(tomorrow)}, second)
    # Its day has come.
    base.run(f"UPDATE catalogue_change SET takes_effect = '{tomorrow - datetime.timedelta(days=1)}' WHERE id = '{change}'")
    began = time.time()

    def seen():
        found = base.rows(f"SELECT state, comment FROM catalogue_change WHERE id = '{change}'")[0]
        demand(found["state"] in ("scheduled", "published"), f"the change was not published: {found}")
        return all(server.api("GET", "/services/GAJ001")[1].get("plainName") == name for server in servers)
    until(20, "both show what was published", seen)
    took = time.time() - began
    demand(took < 12, f"noticed only after {took:.1f} s")
    time.sleep(2.5)
    after = base.rows("SELECT epoch FROM catalogue_state")[0]["epoch"]
    demand(after == before + 1, f"published {after - before} times")


def supplements(servers, work):
    """Cases whose applicants are asked for more."""
    citizen, clerk = servers[0].sign_in("citizen"), servers[0].sign_in("clerk")
    cases = []
    for _ in range(5):
        status, value, _ = work.submit(servers[0], "citizen", citizen)
        demand(status == 201, f"submit {status}")
        cases.append(value["id"])
        status, value, _ = servers[1].api("POST", f"/cases/{value['id']}/actions",
                                          {"action": "requestSupplement", "data": {"items": "one paper"}}, token=clerk)
        demand(status == 200, f"requestSupplement {status} {value}")
    return cases


def lapsed(base, files, servers, cases):
    """Two months later two servers look at once: each supplement that was let pass lapses once."""
    shim = Shim("later", FOLDER + "/nothing")
    shim.jump(60 * 86_400)
    named = ", ".join(f"'{case}'" for case in cases)
    servers[:] = [Server(base, files, shim.environment, more=BUSY) for _ in range(2)]
    until(20, "they lapse", lambda: not base.rows(f"SELECT id FROM case_task WHERE case_id IN ({named})"))
    time.sleep(2.5)
    # Submitted, asked, warned that the time is nearly over, lapsed: each once.
    events = base.rows(f"SELECT stream, COUNT(*) AS n, COUNT(DISTINCT kind) AS kinds FROM ledger_event WHERE stream IN ({named}) GROUP BY stream")
    demand([(row["n"], row["kinds"]) for row in events] == [(4, 4)] * 5, f"warned or lapsed more than once: {events}")
    for server in servers:
        demand(server.stop() == 0, "a server did not end with 0")


def slow():
    """A request that trickles in is cut in time with words; a connection nobody uses is closed; who keeps going is not."""
    base = database("sqlite", "slow")
    server = Server(base, base.folder + "/files", more=("--set", "server.requestSeconds=5", "--set", "server.idleSeconds=7"))
    try:
        def trickle(head, byte, language):
            """Sends a byte twice a second until the other end has enough. Returns seconds, and what was answered."""
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
                link.sendall(head.replace("LANGUAGE", language).encode())
                link.settimeout(0.5)
                began, answer = time.monotonic(), b""
                while time.monotonic() - began < 20:
                    try:
                        part = link.recv(65536)
                        if not part:
                            break
                        answer += part
                    except socket.timeout:
                        try:
                            link.sendall(byte)
                        except OSError:
                            break
                    except OSError:
                        break
                return time.monotonic() - began, answer.decode(errors="replace")
        head = "POST PATH HTTP/1.1\r\nHost: a\r\nAccept-Language: LANGUAGE\r\nCookie: wutong-language=LANGUAGE\r\nContent-Type: TYPE\r\nContent-Length: 500\r\n"
        form, page = "application/x-www-form-urlencoded", "/sign-in"
        tries = {
            "head": ("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", "zh", "text/html", "等待超时"),
            "body of a page, Chinese": (head.replace("PATH", page).replace("TYPE", form) + "\r\n", "zh", "text/html", "请检查网络后重新提交"),
            "body of a page, English": (head.replace("PATH", page).replace("TYPE", form) + "\r\n", "en", "text/html", "Check your connection"),
            "body of the interface": (head.replace("PATH", "/api/v1/sessions").replace("TYPE", "application/json") + "\r\n", "en",
                                      "application/problem+json", "did not arrive whole"),
        }
        found, lock = {}, threading.Lock()

        def attempt(name):
            start, language, _, _ = tries[name]
            result = trickle(start, b"a", language)
            with lock:
                found[name] = result

        def idle(name, first, answer=b" 200 ", rest=b""):
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
                if first:
                    link.sendall(first)
                    demand(answer in link.recv(65536), "not answered")
                    if rest:
                        link.sendall(rest)
                began = time.monotonic()
                try:
                    rest = link.recv(100)
                except ConnectionError:
                    rest = b""
                with lock:
                    found[name] = (time.monotonic() - began, rest.decode(errors="replace"))

        def steady():
            """A connection that is used, and requests that come in pieces but in time."""
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
                began = time.monotonic()
                while time.monotonic() - began < 16:
                    for part in (b"GET /healthz HT", b"TP/1.1\r\nHost:", b" a\r\n\r\n"):
                        link.sendall(part)
                        time.sleep(0.7)
                    if b" 200 " not in link.recv(65536):
                        return
                with lock:
                    found["steady"] = (time.monotonic() - began, "")
        def upload():
            """A large body over a poor line: longer than a small one may take, and not cut."""
            size, pieces = 704 << 10, 66
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
                began = time.monotonic()
                link.sendall(f"POST {page} HTTP/1.1\r\nHost: a\r\nContent-Type: {form}\r\nContent-Length: {size}\r\n\r\n".encode())
                for _ in range(pieces):
                    link.sendall(b"a" * (size // pieces))
                    time.sleep(0.15)
                link.sendall(b"a" * (size - size // pieces * pieces))
                answer = link.recv(65536).decode(errors="replace")
                with lock:
                    found["upload"] = (time.monotonic() - began, answer)
        # Refused for its kind before its body is there.
        early = b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n"
        whole = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
        threads = [threading.Thread(target=attempt, args=(name,)) for name in tries]
        threads += [threading.Thread(target=idle, args=("kept", whole)), threading.Thread(target=idle, args=("unused", b"")),
                    threading.Thread(target=idle, args=("refused", early, b" 415 ", b"0123456789")), threading.Thread(target=steady), threading.Thread(target=upload)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        for name, (_, _, kind, words) in tries.items():
            took, answer = found[name]
            demand(answer.startswith("HTTP/1.1 408 "), f"{name}: answered {answer[:200]!r} after {took:.1f} s")
            demand(4.5 < took < 9, f"{name}: cut after {took:.1f} s")
            demand(kind in answer and words in answer, f"{name}: words {answer[-900:]}")
        for name in ("kept", "unused", "refused"):
            took, answer = found[name]
            demand(6 < took < 11 and not answer, f"{name}: closed after {took:.1f} s with {answer!r}")
        demand("steady" in found, "a connection that was used was cut")
        took, answer = found.get("upload", (0, "no answer"))
        demand(took > 9 and answer.startswith("HTTP/1.1 ") and " 408 " not in answer[:20], f"upload: {answer[:80]!r} after {took:.1f} s")
        demand(server.logged().count("slow sender cut") == len(tries), "the log does not say so")
        demand(server.stop() == 0, "the server did not end with 0")
        return f"{len(tries)} slow senders cut with 408 after {max(found[name][0] for name in tries):.1f} s at most; idle closed after {found['kept'][0]:.1f} s"
    finally:
        if server.process.poll() is None:
            server.kill()


def cut_import(kind):
    """kill -9 during an import: nothing of it shows, the server goes on, the same again works."""
    base = database(kind, "cut")
    files = f"{FOLDER}/cut-{kind}/files"
    server = Server(base, files)
    try:
        before = command("export", "services", "--database", base.url).stdout
        rows = before.splitlines()
        path = f"{FOLDER}/cut-{kind}.csv"
        with open(path, "w") as file:
            file.write("\n".join(rows[:1] + rows[2:]) + "\n")
        began = time.time()
        command("import", "services", CATALOGUE + "/services.csv", "--database", base.url)
        whole = time.time() - began
        cut = 0
        for part in range(12 if LARGE else 4):
            importing = subprocess.Popen([PROGRAM, "import", "services", path, "--database", base.url], stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, cwd="/")
            time.sleep(whole * (0.2 + 0.15 * (part % 4)))
            if importing.poll() is None:
                importing.kill()
                cut += 1
            ended = importing.wait()
            after = command("export", "services", "--database", base.url).stdout
            demand(after == before if ended != 0 else True, "something of an import that was cut shows")
            command("import", "services", CATALOGUE + "/services.csv", "--database", base.url)
            demand(server.api("GET", "/services/GAJ001")[0] == 200, "the server does not go on")
        demand(cut > 0, "no import was cut")
        done = command("import", "services", CATALOGUE + "/services.csv", "--database", base.url)
        demand(command("export", "services", "--database", base.url).stdout == before, "the same again does not work")
        demand(server.stop() == 0, "the server did not end with 0")
        return f"{base.name}: {cut} imports cut, nothing of them seen"
    finally:
        if server.process.poll() is None:
            server.kill()
        base.close()


def resident(process):
    with open(f"/proc/{process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def crowded():
    """Idle connections and slow senders do not keep others from being served; hostile heads are refused."""
    count = 10_000 if LARGE else 1_500
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, count * 2 + 1000), most))
    base = database("sqlite", "crowded")
    server = Server(base, base.folder + "/files")
    sockets, slow = [], []
    try:
        before = resident(server.process)
        for _ in range(count):
            link = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            sockets.append(link)
        for link in sockets[:200]:
            link.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        for link in sockets[:200]:
            demand(b" 200 " in link.recv(100), "a kept connection is not answered")
        each = (resident(server.process) - before) / count
        for index in range(200):
            link = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            link.sendall(b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\nContent-Type: application/json\r\n"
                         + (b"\r\n{" if index % 2 else b"X-"))
            slow.append(link)
        times = []
        for turn in range(60):
            for link in slow:
                try:
                    link.sendall(b"a")
                except OSError:
                    # Cut by now, as it should be.
                    pass
            began = time.time()
            demand(server.api("GET", "/services/GAJ001")[0] == 200, "others are not served")
            times.append(time.time() - began)
        demand(sorted(times)[-2] < 2, f"others wait: {sorted(times)[-3:]}")

        def raw(data):
            with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
                link.sendall(data)
                answer = b""
                try:
                    while part := link.recv(4096):
                        answer += part
                        if b"\r\n\r\n" in answer:
                            break
                except ConnectionError:
                    pass
                return answer.split(b"\r\n")[0]
        two = raw(b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n")
        demand(two == b"" or b" 400" in two, f"two lengths: {two}")
        huge = raw(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000 + b"\r\n\r\n")
        demand(huge == b"" or b" 400" in huge or b" 431" in huge, f"a huge header: {huge}")
        demand(health(server.port) == 200, "/healthz")
        return f"{count} idle connections at {each:.1f} KiB each, 200 slow senders; others waited {sorted(times)[-2] * 1000:.0f} ms at most but one"
    finally:
        for link in sockets + slow:
            link.close()
        demand(server.stop() == 0, "the server did not end with 0")


if __name__ == "__main__":
    main({
        "two": two,
        "slow": slow,
        "cut-import-sqlite": lambda: cut_import("sqlite"),
        "cut-import-postgres": lambda: cut_import("postgres"),
        "crowded": crowded,
    })
