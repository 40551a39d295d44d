"""Disks that are full, that fail, and that forget what was not synced; files that vanish."""
import glob, os, sqlite3, threading, time
from faults import *
from killed import told


def synced():
    """For every acknowledgement the log was synced between its request and its answer."""
    base = database("sqlite", "synced")
    shim = Shim("synced", base.folder)
    files = base.folder + "/files"
    server = Server(base, files, shim.environment)
    try:
        work, times, lock = Work(), [], threading.Lock()
        token = server.sign_in("citizen")
        work.body(server)

        def submit():
            for _ in range(100 if LARGE else 12):
                began = time.monotonic_ns()
                status, _, _ = work.submit(server, "citizen", token)
                ended = time.monotonic_ns()
                demand(status == 201, f"refused: {status}")
                with lock:
                    times.append((began, ended))
        threads = [threading.Thread(target=submit) for _ in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        began = time.monotonic_ns()
        demand(work.upload(server, token)[0] == 201, "upload")
        uploaded = (began, time.monotonic_ns())
        syncs = shim.syncs("wutong.sqlite-wal")
        for began, ended in times:
            demand(any(began < at < ended for at in syncs), "an acknowledgement without a sync of the log before it")
        digest = next(iter(work.uploaded.values()))
        names = [line.split(None, 2)[2].strip() for line in open(shim.log)
                 if uploaded[0] < int(line.split()[1]) < uploaded[1]]
        demand(any(f"/{digest}." in name for name in names), "a file acknowledged without a sync of its bytes")
        demand(any(name.endswith("/files/" + digest[:2]) for name in names), "a file acknowledged without a sync of its folder")
        # What was not synced may be lost in a power cut: kill now, and throw away the shared index that was never synced.
        server.kill()
        os.unlink(base.path + "-shm")
        verify(base, files, work)
        return f"{len(times)} acknowledgements, {len(syncs)} syncs of the log, each answer after one of its own"
    finally:
        if server.process.poll() is None:
            server.kill()


def failing(mode, name, words):
    """While the disk is full, or syncs fail: told in words, nothing kept, and the same server goes on afterwards."""
    base = database("sqlite", name)
    shim = Shim(name, base.folder)
    files = base.folder + "/files"
    server = Server(base, files, shim.environment)
    try:
        work = Work()
        token = server.sign_in("citizen")
        demand(work.submit(server, "citizen", token)[0] == 201, "before the fault")
        demand(work.upload(server, token)[0] == 201, "before the fault")
        shim.set(mode)
        answers, threads = [], []

        def submit():
            mark, body = work.body(server)
            answers.append(server.api("POST", "/cases", body, token=token))
        threads = [threading.Thread(target=submit) for _ in range(12)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        demand(len(answers) == 12, "somebody got no answer")
        for answer in answers:
            told(answer, words)
        told(work.upload(server, token), words + ["Not available"])
        demand(not [path for path in glob.glob(files + "/*/*") if len(os.path.basename(path)) != 64], "half a file stays")
        demand(server.api("GET", "/cases?mine=true", token=token)[1]["total"] == 1, "something of a refused group is seen")
        status, page, headers = server.ask("GET", "/healthz")
        demand(status == 200, "/healthz")
        shim.set("")
        began = time.time()
        until(10, "submissions are taken again", lambda: work.submit(server, "citizen", token)[0] == 201)
        demand(work.upload(server, token)[0] == 201, "uploads are taken again")
        took = time.time() - began
        demand('"reason":' in server.logged(), "the log says nothing of it")
        demand(server.stop() == 0, "the server did not end with 0")
        rows = verify(base, files, work)
        demand(len(rows) == 2, f"{len(rows)} cases, 2 were acknowledged")
        return f"{name}: {len(answers)} submissions and a file refused in words, nothing of them kept; went on after {took:.1f} s"
    finally:
        if server.process.poll() is None:
            server.kill()


def postgres_failing():
    """PostgreSQL cannot sync its log: it panics and starts anew; people are told to wait, and nothing acknowledged is lost."""
    name = "postgres-failing"
    shim = Shim(name, "/tmp/wutong-pg-")
    # The account of the database reads the shim and its switch.
    shared = subprocess.check_output(["mktemp", "-d", "/tmp/wutong-shim-XXXXXX"], text=True).strip()
    os.chmod(shared, 0o755)
    library = shutil.copy(shim.library, shared + "/shim.so")
    shim.switch = shared + "/switch"
    shim.set("")
    base = database("postgres", name, {"LD_PRELOAD": library, "SHIM_FOLDER": "/tmp/wutong-pg-", "SHIM_SWITCH": shim.switch})
    server = None
    try:
        files = f"{FOLDER}/{name}/files"
        server = Server(base, files)
        work, stop = Work(), threading.Event()
        token = server.sign_in("citizen")
        work.body(server)
        threads = work.crowd(server, stop, patient=True)
        rounds = 10 if LARGE else 2
        for _ in range(rounds):
            before = len(work.submitted)
            until(40, "people are served", lambda: len(work.submitted) >= before + 10)
            shim.set("e")
            until(20, "somebody is told to wait", lambda: any(status == 503 for status, _, _ in work.refused))
            told(work.submit(server, "citizen", token), ["database", "again"])
            time.sleep(1)
            shim.set("")
            if base.process.poll() is None:
                try:
                    base.process.wait(5)
                except subprocess.TimeoutExpired:
                    pass
            if base.process.poll() is not None:
                # Its own recovery could not sync either: whoever supervises it starts it again.
                until(30, "PostgreSQL may start again", lambda: started(base))
            until(30, "the server is ready again", lambda: health(server.port, "/readyz") == 200)
        before = len(work.submitted)
        until(30, "people are served again", lambda: len(work.submitted) >= before + 10)
        stop.set()
        [thread.join(60) for thread in threads]
        for status, value, headers in work.refused:
            demand(status in (503, 409, 401), f"under the fault somebody was told {status} {value}")
            if status == 503:
                demand(headers.get("retry-after"), "no Retry-After")
        with open(base.folder + "/log", errors="replace") as file:
            panics = file.read().count("PANIC")
        demand(panics >= rounds, f"PostgreSQL did not panic: {panics}")
        repeat_lost(server, work)
        demand(server.stop() == 0, "the server did not end with 0")
        verify(base, files, work)
        once(base, work)
        return f"PostgreSQL panicked {panics} times: {work.said()}; {len(work.refused)} told to wait"
    finally:
        if server and server.process.poll() is None:
            server.kill()
        base.close()
        shutil.rmtree(shared, ignore_errors=True)


def started(base):
    try:
        base.start()
        return True
    except Broken:
        return False


def full_import():
    """An import on a full disk says so and keeps nothing."""
    base = database("sqlite", "full-import")
    shim = Shim("full-import", base.folder)
    # Somebody has the database open, as a server has.
    holder = sqlite3.connect(base.path)
    holder.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
    catalogue = os.environ.get("WUTONG_CATALOGUE", os.path.dirname(os.path.abspath(__file__)) + "/../../Data/catalogue")
    digest = command("export", "services", "--database", base.url).stdout
    shim.set("f")
    done = command("import", "services", catalogue + "/services.csv", "--database", base.url, environment=shim.environment, check=False)
    demand(done.returncode == 1, f"exit code {done.returncode}")
    demand("full" in done.stderr, f"words: {done.stderr}")
    shim.set("")
    demand(command("export", "services", "--database", base.url).stdout == digest, "something of the import stays")
    command("import", "services", catalogue + "/services.csv", "--database", base.url)
    holder.close()
    return "an import on a full disk said so and kept nothing; it worked when there was space"


def robbed():
    """Files removed, cut and changed behind the database's back."""
    base = database("sqlite", "robbed")
    files = base.folder + "/files"
    server = Server(base, files)
    try:
        work = Work()
        token = server.sign_in("citizen")
        sent = []
        for _ in range(4):
            status, value, _ = work.upload(server, token)
            demand(status == 201, "upload")
            sent.append(value)
        paper = {"key": work.paper(server), "file": sent[0]["id"]}
        status, case, _ = work.submit(server, "citizen", token, paper)
        demand(status == 201, f"submit {status} {case}")
        path = [f"{files}/{value['sha256'][:2]}/{value['sha256']}" for value in sent]
        demand("4 files, 0" in command("files", "verify", "--database", base.url, "--files", files).stdout, "whole files")
        original = open(path[0], "rb").read()
        os.unlink(path[0])
        os.truncate(path[1], 100)
        with open(path[2], "r+b") as file:
            file.seek(50)
            file.write(b"changed")
        for value in sent[:3]:
            told(server.api("GET", "/files/" + value["id"], token=token), ["send this paper again"])
        demand(server.api("GET", "/files/" + sent[3]["id"], token=token)[0] == 200, "the whole one")
        link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        link.request("GET", "/my/" + case["id"], headers={"Cookie": f"wutong={token}; wutong-language=en"})
        page = link.getresponse().read().decode()
        demand("Missing or damaged" in page, "the case's page does not mark the paper")
        done = command("files", "verify", "--database", base.url, "--files", files, check=False)
        demand(done.returncode == 1 and "4 files, 3 missing or changed" in done.stdout, f"{done.stdout} {done.stderr}")
        demand(done.stderr.count("missing:") == 1 and done.stderr.count("changed:") == 2 and case["number"] in done.stderr, done.stderr)
        doctor = command("doctor", "--database", base.url, "--files", files, check=False)
        demand(doctor.returncode == 1 and "3 missing or changed" in doctor.stdout, doctor.stdout)
        # The same paper sent again mends it.
        raw = b'--BB\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + original + b"\r\n--BB--\r\n"
        status, value, _ = server.api("POST", "/files", token=token, raw=raw, kind="multipart/form-data; boundary=BB")
        demand(status == 201 and server.api("GET", "/files/" + sent[0]["id"], token=token)[0] == 200, "sending it again does not mend it")
        demand(server.stop() == 0, "the server did not end with 0")
        return "a file removed, one cut, one changed: refused in words, marked on the page, listed for the operator, mended by sending again"
    finally:
        if server.process.poll() is None:
            server.kill()


if __name__ == "__main__":
    main({
        "synced": synced,
        "full": lambda: failing("f", "full", ["storage is full"]),
        "failing": lambda: failing("e", "failing", ["reach our database"]),
        "postgres-failing": postgres_failing,
        "full-import": full_import,
        "robbed": robbed,
    })
