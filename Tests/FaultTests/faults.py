"""What the fault campaigns share: the program, its databases, people at work, and the checks after a fault.

A campaign needs the built program in WUTONG_PROGRAM and an empty folder in WUTONG_FAULTS. It prints what it did, and ends with 1 and
the reason when a promise was broken.
"""
import hashlib, http.client, json, os, random, shutil, signal, socket, sqlite3, subprocess, sys, threading, time, uuid

PROGRAM = os.environ["WUTONG_PROGRAM"]
FOLDER = os.environ["WUTONG_FAULTS"]
LARGE = os.environ.get("WUTONG_TORTURE") == "1"
PASSWORD = "wutong-demo-2026"
SEED = int(os.environ.get("WUTONG_SEED", "1"))


class Broken(Exception):
    """A promise was broken."""


def demand(truth, text):
    if not truth:
        raise Broken(text)


def until(seconds, what, test):
    end = time.time() + seconds
    while time.time() < end:
        found = test()
        if found:
            return found
        time.sleep(0.05)
    raise Broken(f"not within {seconds} s: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SQLite:
    name = "SQLite"

    def __init__(self, folder, template):
        os.makedirs(folder)
        self.folder = folder
        self.path = folder + "/wutong.sqlite"
        shutil.copy(template, self.path)
        self.url = "sqlite:" + self.path

    def rows(self, sql):
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=20) as link:
            link.row_factory = sqlite3.Row
            found = [dict(row) for row in link.execute(sql)]
        link.close()
        return found

    def run(self, sql):
        link = sqlite3.connect(self.path, timeout=20)
        link.execute(sql)
        link.commit()
        link.close()

    def close(self):
        pass


def unprivileged(command):
    return ["runuser", "-u", "postgres", "--"] + command if os.geteuid() == 0 else command


class Postgres:
    name = "PostgreSQL"

    def __init__(self, folder, template, environment=None):
        self.environment = environment or {}
        versions = sorted(os.listdir("/usr/lib/postgresql")) if os.path.isdir("/usr/lib/postgresql") else []
        demand(versions, "PostgreSQL is not installed (Debian: apt-get install postgresql)")
        self.bin = f"/usr/lib/postgresql/{versions[-1]}/bin"
        # Short: the path of a socket may have 107 bytes.
        self.folder = subprocess.check_output(["mktemp", "-d", "/tmp/wutong-pg-XXXXXX"], text=True).strip()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        subprocess.run(unprivileged([self.bin + "/initdb", "-D", self.folder + "/data", "-U", "wutong", "-A", "trust", "-E", "UTF8",
                                     "--locale=C", "--no-sync"]), check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.url = f"postgres://wutong@/postgres?host={self.folder}"
        self.start()
        command("migrate", "--database", self.url)
        self.fill(template)

    def start(self):
        with open(self.folder + "/log", "a") as log:
            self.process = subprocess.Popen(
                unprivileged(["env", *(f"{name}={value}" for name, value in self.environment.items()), self.bin + "/postgres", "-D", self.folder + "/data", "-k", self.folder, "-c", "listen_addresses="]),
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/")
        until(60, "PostgreSQL answers", lambda: self.psql("SELECT 1", check=False) is not None)

    def send(self, number):
        """Signals the postmaster itself, by the number it wrote down."""
        with open(self.folder + "/data/postmaster.pid") as file:
            os.kill(int(file.readline()), number)

    def stop(self, number=signal.SIGINT):
        self.send(number)
        self.process.wait(60)
        if number == signal.SIGKILL:
            # Its children notice and end; a new one is refused while they hold the shared memory.
            time.sleep(0.5)

    def psql(self, sql, check=True):
        done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", self.url], input=sql, capture_output=True, text=True)
        if done.returncode != 0:
            if check:
                raise Broken("psql: " + done.stderr)
            return None
        return done.stdout

    def rows(self, sql):
        text = self.psql(f"SELECT row_to_json(t) FROM ({sql}) AS t")
        return [json.loads(line) for line in text.splitlines()]

    def run(self, sql):
        self.psql(sql)

    def fill(self, template):
        """Copies what the template holds, table by table."""
        link = sqlite3.connect(template)
        tables = [name for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        script = ["SET session_replication_role = replica;"]

        def cell(value):
            if value is None:
                return "\\N"
            if isinstance(value, bytes):
                return "\\\\x" + value.hex()
            return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")

        for table in tables:
            columns = [row[1] for row in link.execute(f"PRAGMA table_info({table})")]
            script.append(f"TRUNCATE {table} CASCADE;\nCOPY {table} ({', '.join(columns)}) FROM STDIN;")
            script += ["\t".join(map(cell, row)) for row in link.execute(f"SELECT * FROM {table}")]
            script.append("\\.")
        for table in ("counter_delta", "outbox"):
            script.append(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT COALESCE(MAX(id), 1) FROM {table}));")
        link.close()
        self.psql("\n".join(script) + "\n")

    def close(self):
        if self.process.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


def command(*arguments, environment=None, check=True):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300, cwd="/",
                          env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})})
    if check:
        demand(done.returncode == 0, f"wutong {' '.join(arguments[:2])}: {done.returncode} {done.stderr}")
    return done


def template():
    """A database with the demonstration's catalogue and accounts, that may be served; made once for all campaigns."""
    path = FOLDER + "/template.sqlite"
    if not os.path.exists(path):
        port = free_port()
        with open(FOLDER + "/template.log", "w") as log:
            demo = subprocess.Popen([PROGRAM, "demo", "--data", FOLDER + "/demo", "--port", str(port), "--cases", "0"],
                                    stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/")
        def filled():
            demand(demo.poll() is None, "the demo ended: see template.log")
            return health(port) == 200
        until(120, "the demo is filled", filled)
        demo.terminate()
        demo.wait(60)
        source, copy = sqlite3.connect(FOLDER + "/demo/wutong.sqlite"), sqlite3.connect(path + ".new")
        source.backup(copy)
        copy.execute("DELETE FROM installation WHERE name = 'demo'")
        copy.commit()
        copy.execute("PRAGMA journal_mode = WAL")
        copy.close()
        source.close()
        os.rename(path + ".new", path)
    return path


def database(kind, name, *more):
    return {"sqlite": SQLite, "postgres": Postgres}[kind](f"{FOLDER}/{name}-{kind}", template(), *more)


def health(port, path="/healthz"):
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
        link.request("GET", path)
        status = link.getresponse().status
        link.close()
        return status
    except OSError:
        return 0
    except http.client.HTTPException:
        return 0


class Server:
    """`wutong serve` over a database."""

    def __init__(self, database, files, environment=None, before=(), more=()):
        self.database, self.files = database, files
        self.port = free_port()
        os.makedirs(files, exist_ok=True)
        self.log = f"{FOLDER}/server-{self.port}.log"
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                [*before, PROGRAM, "serve", "--database", database.url, "--files", files, "--port", str(self.port),
                 "--set", "rates.writes=1000000", "--set", "rates.uploads=1000000", *more],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", env={**os.environ, **(environment or {})})

        def ready():
            demand(self.process.poll() is None, "the server ended: " + self.logged()[-2000:])
            return health(self.port, "/readyz") == 200
        until(90, "the server is ready", ready)

    def logged(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                return self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Broken("the server does not end when told to")
        return self.process.returncode

    def ask(self, method, path, body=None, token=None, key=None, raw=None, kind=None, language="en", timeout=40):
        """Status, JSON (or text) and headers; raises OSError or HTTPException when no answer came."""
        headers = {"Accept-Language": language}
        if token:
            headers["Authorization"] = "Bearer " + token
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            raw, kind = json.dumps(body).encode(), "application/json"
        if kind:
            headers["Content-Type"] = kind
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            link.request(method, path, raw, headers)
            answer = link.getresponse()
            data = answer.read()
        finally:
            link.close()
        try:
            value = json.loads(data)
        except ValueError:
            value = data
        return answer.status, value, {name.lower(): text for name, text in answer.getheaders()}

    def api(self, method, path, *arguments, **more):
        return self.ask(method, "/api/v1" + path, *arguments, **more)

    def sign_in(self, account):
        """A token; kept for later, since sessions outlive a server."""
        kept = self.database.__dict__.setdefault("tokens", {})
        if account not in kept:
            kept[account] = self.new_session(account)
        return kept[account]

    def new_session(self, account):
        status, value, _ = self.api("POST", "/sessions", {"account": account, "password": PASSWORD})
        demand(status in (200, 201) and "token" in value, f"{account} cannot sign in: {status} {value}")
        return value["token"]


class Shim:
    """A small library between a process and its disk and clock; compiled here."""

    def __init__(self, name, folder):
        compiler = next((c for c in ("gcc", "clang", "cc") if shutil.which(c)), None)
        demand(compiler, "no C compiler here (gcc, clang): faults of disk and clock cannot be tried")
        self.library = f"{FOLDER}/shim.so"
        if not os.path.exists(self.library):
            subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-w", "-o", self.library,
                            os.path.dirname(os.path.abspath(__file__)) + "/shim.c", "-ldl"], check=True)
        self.switch, self.log = f"{FOLDER}/{name}.switch", f"{FOLDER}/{name}.syncs"
        self.clock = f"{FOLDER}/{name}.clock"
        self.environment = {"LD_PRELOAD": self.library, "SHIM_FOLDER": folder, "SHIM_SWITCH": self.switch, "SHIM_LOG": self.log,
                            "SHIM_CLOCK": self.clock}
        self.set("")
        self.jump(0)

    def set(self, mode):
        self.write(self.switch, mode)

    def jump(self, seconds):
        """Sets the clock of the day `seconds` off the true one."""
        self.write(self.clock, str(seconds))

    def write(self, path, text):
        with open(path + ".new", "w") as file:
            file.write(text)
        os.chmod(path + ".new", 0o644)
        os.rename(path + ".new", path)

    def syncs(self, suffix):
        with open(self.log) as file:
            lines = [line.split(None, 2) for line in file]
        return [int(line[1]) for line in lines if line[2].strip().endswith(suffix)]


LOST = (OSError, http.client.HTTPException)
PAPER = b"\x89PNG\r\n\x1a\n"


class Work:
    """People at work on a server, and what it told them was done."""

    def __init__(self, seed=SEED):
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.submitted, self.acted, self.uploaded, self.reviewed = {}, [], {}, []
        # Submissions and actions whose answer never came: (account, key, body), (account, key, case, body).
        self.lost, self.lost_acts = [], []
        # Keys of submissions that were answered, with what was made.
        self.keys = {}
        self.refused, self.bodies = [], {}
        self.form = None
        self.closed = set()

    def note(self, place, value):
        with self.lock:
            place.append(value)

    def body(self, server, paper=None):
        if self.form is None:
            self.form = server.api("GET", "/services/GAJ001/form")[1]["example"]
        mark = uuid.uuid4().hex
        body = {"service": "GAJ001", "region": "152502", "form": {**self.form, "matter": "matter " + mark}, "submit": True}
        if paper:
            body["evidence"] = [paper]
        return mark, body

    def submit(self, server, account, token, paper=None, repeat=None):
        key, body = repeat or (None, None)
        if not repeat:
            mark, body = self.body(server, paper)
            key = "k" + mark
        try:
            status, value, headers = server.api("POST", "/cases", body, token=token, key=key)
        except LOST:
            if not repeat:
                self.note(self.lost, (account, key, body))
            raise
        if status == 201:
            with self.lock:
                self.submitted[value["id"]] = (value["number"], body["form"]["matter"], account)
                demand(self.keys.setdefault(key, (account, value["id"], value["number"]))[1:] == (value["id"], value["number"]),
                       f"one key was answered with two cases")
                demand(headers.get("location") == "/api/v1/cases/" + value["id"], f"Location: {headers.get('location')}")
            self.bodies[key] = body
        else:
            self.note(self.refused, (status, value, headers))
            if status >= 500 and not repeat:
                self.note(self.lost, (account, key, body))
        return status, value, headers

    def upload(self, server, token, size=3000):
        with self.lock:
            data = PAPER + self.random.randbytes(size)
        raw = b'--BB\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + data + b"\r\n--BB--\r\n"
        status, value, headers = server.api("POST", "/files", token=token, raw=raw, kind="multipart/form-data; boundary=BB")
        if status == 201:
            demand(value["sha256"] == hashlib.sha256(data).hexdigest(), "a file came back with another digest")
            with self.lock:
                self.uploaded[value["id"]] = value["sha256"]
        else:
            self.note(self.refused, (status, value, headers))
        return status, value, headers

    NEXT = {"accept": {}, "approve": {"comment": "fine"}, "review": {}, "pass": {}, "issue": {"resultNumber": "X-1"}, "deliver": {"method": "counter"}}

    def act(self, server, token, account=None):
        """One step on one task of the inbox. Returns whether there was one."""
        status, tasks, headers = server.api("GET", "/tasks?limit=20", token=token)
        if status != 200:
            self.note(self.refused, (status, tasks, headers))
            return False
        if not tasks["items"]:
            return False
        with self.lock:
            task = self.random.choice(tasks["items"])
        status, case, headers = server.api("GET", "/cases/" + task["case"], token=token)
        if status != 200:
            return False
        step = next((a for a in case["actions"] if a["action"] in self.NEXT), None)
        if not step:
            return False
        key, body = "a" + uuid.uuid4().hex, {"action": step["action"], "data": self.NEXT[step["action"]], "task": task["id"]}
        try:
            status, value, headers = server.api("POST", f"/cases/{task['case']}/actions", body, token=token, key=key)
        except LOST:
            self.note(self.lost_acts, (account, key, task["case"], body))
            raise
        if status >= 500:
            self.note(self.lost_acts, (account, key, task["case"], body))
        if status == 200:
            self.note(self.acted, (task["case"], step["action"]))
            if value["status"] == "closed":
                with self.lock:
                    self.closed.add(task["case"])
        elif status != 409:
            self.note(self.refused, (status, value, headers))
        return True

    def review(self, server, token, account):
        with self.lock:
            mine = [case for case in self.closed if case in self.submitted and self.submitted[case][2] == account]
            case = mine[0] if mine else None
            self.closed.discard(case)
        if not case:
            return False
        status, value, headers = server.api("POST", "/reviews", {"case": case, "grade": 5}, token=token)
        if status == 201:
            self.note(self.reviewed, case)
        elif status >= 500:
            self.note(self.refused, (status, value, headers))
        return True

    def crowd(self, server, stop, patient=False):
        """Threads of everybody at work until `stop` is set, or the server is gone (unless `patient`)."""
        def applicant(account, index):
            token = server.sign_in(account)
            while not stop.is_set():
                paper = None
                if index % 2:
                    status, value, _ = self.upload(server, token)
                    if status == 201 and self.paper(server):
                        paper = {"key": self.paper(server), "file": value["id"]}
                status, _, _ = self.submit(server, account, token, paper)
                if status >= 500:
                    time.sleep(0.2)
                self.review(server, token, account)

        def staff(account, index):
            token = server.sign_in(account)
            while not stop.is_set():
                if not self.act(server, token, account):
                    time.sleep(0.02)

        def guarded(body, account, index):
            while not stop.is_set():
                try:
                    body(account, index)
                except LOST:
                    if not patient:
                        return
                    time.sleep(0.1)
                except Broken as error:
                    if not patient and server.process.poll() is not None:
                        return
                    if patient and "cannot sign in" in str(error):
                        time.sleep(0.1)
                        continue
                    self.note(self.refused, (0, str(error), {}))
                    return

        people = [(applicant, "citizen", 0), (applicant, "citizen", 1), (applicant, "neighbour", 2), (applicant, "neighbour", 3),
                  (staff, "clerk", 0), (staff, "clerk", 1), (staff, "reviewer", 0), (staff, "approver", 0), (staff, "issuer", 0)]
        threads = [threading.Thread(target=guarded, args=person, daemon=True) for person in people]
        for thread in threads:
            thread.start()
        return threads

    def paper(self, server):
        if not hasattr(self, "paper_key"):
            evidence = server.api("GET", "/services/GAJ001")[1].get("evidence") or [{}]
            self.paper_key = evidence[0].get("key")
        return self.paper_key

    def said(self):
        return (f"{len(self.submitted)} submissions, {len(self.acted)} actions, {len(self.uploaded)} files, "
                f"{len(self.reviewed)} reviews acknowledged; {len(self.lost)} answers lost")


def verify(database, files, work):
    """Everything acknowledged is there, and everything that is there is whole."""
    rows = {row["id"]: row for row in database.rows("SELECT * FROM case_file")}
    events = {}
    for event in database.rows("SELECT stream, sequence, kind, actor, body FROM ledger_event ORDER BY stream, sequence"):
        events.setdefault(event["stream"], []).append(event)
    tasks = {}
    for task in database.rows("SELECT id, case_id, state FROM case_task"):
        tasks.setdefault(task["case_id"], set()).add((task["id"], task["state"]))
    # Acknowledged and lost.
    for case, (number, matter, _) in work.submitted.items():
        demand(case in rows and rows[case]["number"] == number, f"acknowledged submission {case} is lost")
        demand(json.loads(rows[case]["form"])["matter"] == matter, f"{case} has another form")
    done = {}
    for case, chain in events.items():
        for event in chain:
            action = json.loads(event["body"]).get("action")
            done[case, action] = done.get((case, action), 0) + 1
    for pair in set(work.acted):
        demand(done.get(pair, 0) >= work.acted.count(pair), f"acknowledged action {pair} is lost")
    reviewed = {row["case_id"] for row in database.rows("SELECT case_id FROM review")}
    demand(set(work.reviewed) <= reviewed, f"acknowledged reviews are lost: {set(work.reviewed) - reviewed}")
    stored = {row["id"]: row for row in database.rows("SELECT id, sha256, size FROM stored_file")}
    for file, digest in work.uploaded.items():
        demand(file in stored and stored[file]["sha256"] == digest, f"acknowledged file {file} is lost")
    for row in stored.values():
        path = f"{files}/{row['sha256'][:2]}/{row['sha256']}"
        demand(os.path.exists(path), f"no bytes for file {row['id']}")
        with open(path, "rb") as file:
            demand(hashlib.sha256(file.read()).hexdigest() == row["sha256"], f"other bytes for file {row['id']}")
    # Half done. The fold is written here once more, so that a mistake in the program's own is seen.
    numbers = [row["number"] for row in rows.values() if row["number"]]
    demand(len(numbers) == len(set(numbers)), "a number was used twice")
    totals = {}
    for case, row in rows.items():
        chain = events.get(case, [])
        demand([e["sequence"] for e in chain] == list(range(1, len(chain) + 1)), f"{case}: a gap in its events")
        demand(row["sequence"] == len(chain), f"{case}: row at {row['sequence']}, {len(chain)} events")
        fold = {"status": "draft", "number": None, "last_state": "draft", "outcome": None}
        open_tasks = {}
        for event in chain:
            body = json.loads(event["body"])
            if event["kind"] == "submitted":
                fold["status"], fold["number"] = "open", body["facts"]["number"]
                totals["cases.submitted", row["region"]] = totals.get(("cases.submitted", row["region"]), 0) + 1
            for task in body.get("closes", []):
                demand(open_tasks.pop(task, None), f"{case}: a task closed that was not open")
            for task in body.get("opens", []):
                open_tasks[task["id"]] = task["state"]
            if body.get("enters"):
                fold["last_state"] = body["enters"][-1]
            if body.get("outcome"):
                fold["outcome"], fold["status"] = body["outcome"], "closed"
                for name in ("cases.closed", "cases." + body["outcome"]):
                    totals[name, row["region"]] = totals.get((name, row["region"]), 0) + 1
        for name, value in fold.items():
            demand(row[name] == value, f"{case}: row says {name} = {row[name]}, its events {value}")
        demand(tasks.get(case, set()) == set(open_tasks.items()), f"{case}: tasks do not match its events")
        for item in json.loads(row["evidence"]):
            demand(item["file"] in stored, f"{case}: a paper without its file")
    begun = {stream for stream, chain in events.items() if chain[0]["kind"] == "submitted"}
    demand(set(tasks) <= set(rows) and begun <= set(rows), "tasks or events of a case that is not there")
    for row in database.rows("SELECT service, submitted_at FROM case_file WHERE submitted_at IS NOT NULL"):
        period = ("cases.service", f"{(row['submitted_at'] + 28_800_000) // 2_592_000_000}/{row['service']}")
        totals[period] = totals.get(period, 0) + 1
    counted = {(row["name"], row["key"]): row["n"] for row in database.rows(
        "SELECT name, key, SUM(n) AS n FROM (SELECT name, key, total AS n FROM counter UNION ALL SELECT name, key, delta AS n FROM counter_delta)"
        " AS parts WHERE name LIKE 'cases.%' GROUP BY name, key") if row["n"]}
    demand(counted == totals, f"counters {counted}, recounted {totals}")
    ledger = command("ledger", "verify", "--database", database.url)
    demand(", 0 broken" in ledger.stdout, ledger.stdout)
    return rows


def once(database, work):
    """No submission that was sent twice because its answer was lost has two effects."""
    matters = {}
    for row in database.rows("SELECT form FROM case_file WHERE status <> 'draft'"):
        matter = json.loads(row["form"])["matter"]
        matters[matter] = matters.get(matter, 0) + 1
    for body in [body for _, _, body in work.lost] + list(work.bodies.values()):
        demand(matters.get(body["form"]["matter"], 0) <= 1, "a repeated submission had two effects")


def repeat_lost(server, work):
    """Sends what got no answer again with the same key, and each key that was answered once more: every submission is answered with its
    one case, every action with its case or, where a colleague did it meanwhile, with a refusal. Returns how many of each."""
    tokens = {}

    def token(account):
        if account not in tokens:
            tokens[account] = server.sign_in(account)
        return tokens[account]
    answered = list(work.keys)
    for account, key, body in work.lost:
        status, value, _ = work.submit(server, account, token(account), repeat=(key, body))
        demand(status == 201, f"a submission sent again with its key got {status} {value}")
    for key in answered:
        account, case, number = work.keys[key]
        status, value, _ = work.submit(server, account, token(account), repeat=(key, work.bodies[key]))
        demand(status == 201 and (value["id"], value["number"]) == (case, number), f"an answered key got {status} {value}")
    for account, key, case, body in work.lost_acts:
        path, done = f"/cases/{case}/actions", 0
        for _ in range(2):
            status, value, _ = server.api("POST", path, body, token=token(account), key=key)
            if status != 200:
                demand(status in (409, 403, 404) and not done, f"an action sent again with its key got {status} {value}")
                break
            demand(value["id"] == case, "an action was answered with another case")
            done += 1
    return len(work.lost), len(answered), len(work.lost_acts)


def main(campaigns):
    """Runs the campaigns named on the command line, or all."""
    for name in sys.argv[1:] or list(campaigns):
        began = time.time()
        try:
            print(f"{name}: {campaigns[name]()} ({time.time() - began:.0f} s)", flush=True)
        except Broken as error:
            print(f"{name}: BROKEN: {error}", flush=True)
            sys.exit(1)
