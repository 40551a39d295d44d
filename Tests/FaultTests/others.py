"""Two servers on one database, an import cut in the middle, slow clients, many idle connections."""
import collections, os, resource, socket, subprocess, threading, time
from faults import *

CATALOGUE = os.path.dirname(os.path.abspath(__file__)) + "/../../Data/catalogue"


def two():
    """Two servers on one PostgreSQL, people on both, the same cases."""
    base = database("postgres", "two")
    files = f"{FOLDER}/two/files"
    servers = []
    try:
        servers = [Server(base, files) for _ in range(2)]
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
        # Published once, noticed by both.
        before = [server.api("GET", "/services/GAJ001")[0] for server in servers]
        demand(before == [200, 200], f"{before}")
        for server in servers:
            demand(server.stop() == 0, "a server did not end with 0")
        verify(base, files, work)
        return f"{work.said()} at two servers; one key, one case; one step of eight at once"
    finally:
        for server in servers:
            if server.process.poll() is None:
                server.kill()
        base.close()


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
                link.sendall(b"a")
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
        "cut-import-sqlite": lambda: cut_import("sqlite"),
        "cut-import-postgres": lambda: cut_import("postgres"),
        "crowded": crowded,
    })
