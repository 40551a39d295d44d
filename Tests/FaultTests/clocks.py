"""The clock of the machine goes back an hour and forward a day while the server runs."""
import threading, time
from faults import *


def jumping(kind):
    """Nobody is lost or locked out, numbers and chains hold, and what waits does not wait by the clock of the day."""
    base = database(kind, "jumping")
    shim = Shim("jumping-" + kind, FOLDER + "/nothing")
    server = Server(base, f"{FOLDER}/jumping-{kind}/files", shim.environment, more=("--set", "housekeeping.seconds=1"))
    try:
        work = Work()
        token, clerk = server.sign_in("citizen"), server.sign_in("clerk")
        submitted = []

        def submit(count=3):
            for _ in range(count):
                status, value, _ = work.submit(server, "citizen", token)
                demand(status == 201, f"submit {status} {value}")
                submitted.append(value["id"])

        def step(case):
            """The next open step of a case by whoever may; returns its state."""
            for account in ("clerk", "reviewer", "approver", "issuer"):
                person = server.sign_in(account)
                status, view, _ = server.api("GET", "/cases/" + case, token=person)
                action = next((a["action"] for a in view.get("actions", []) if a["action"] in Work.NEXT), None) if status == 200 else None
                if action:
                    status, view, _ = server.api("POST", f"/cases/{case}/actions", {"action": action, "data": Work.NEXT[action]}, token=person)
                    demand(status == 200, f"{action}: {status} {view}")
                    work.note(work.acted, (case, action))
                    return view["status"]
            raise Broken("no step is open")

        def seen(case):
            """Everything that reckons with time answers."""
            for path in ("", "/events", "/clock"):
                status, value, _ = server.api("GET", f"/cases/{case}{path}", token=token)
                demand(status == 200, f"{path}: {status} {value}")
            status, page, _ = server.ask("GET", "/my/" + case, kind=None, token=token)
            demand(status in (200, 403), f"page {status}")
            link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
            link.request("GET", "/my/" + case, headers={"Cookie": f"wutong={token}"})
            demand(link.getresponse().status == 200, "the page of a case")
            link.close()
            demand(server.api("GET", "/tasks", token=clerk)[0] == 200, "the inbox")

        def served(what):
            """Commits, group commit and housekeeping go on without waiting for the clock."""
            began = time.monotonic()
            threads = [threading.Thread(target=submit, args=(2,)) for _ in range(6)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
            took = time.monotonic() - began
            demand(took < 10, f"{what}: twelve submissions took {took:.1f} s")
            rounds(what)

        def rounds(what):
            """Waits for two rounds of housekeeping."""
            for _ in range(2):
                before = metric("housekeeping_last_success_timestamp_seconds")
                until(25, f"{what}: housekeeping goes on", lambda: metric("housekeeping_last_success_timestamp_seconds") != before)
            demand(metric("housekeeping_failures_total") in (None, 0), f"{what}: housekeeping fails")

        def metric(name):
            _, text, _ = server.ask("GET", "/metrics")
            found = [line.split()[-1] for line in text.decode().splitlines() if line.startswith(name + " ")]
            return float(found[0]) if found else None

        submit()
        early = submitted[0]
        step(early)
        seen(early)
        # Back an hour: who is signed in stays so, and what began later in the clock's eyes goes on.
        shim.jump(-3600)
        served("back an hour")
        step(early)
        seen(early)
        demand(server.new_session("neighbour"), "nobody can sign in after the clock went back")
        wrong = [server.api("POST", "/sessions", {"account": "neighbour", "password": "x"})[0] for _ in range(3)]
        demand(set(wrong) == {401}, f"wrong passwords: {wrong}")
        numbers = [event["at"] for event in server.api("GET", f"/cases/{early}/events", token=token)[1]["items"]]
        demand(numbers != sorted(numbers), f"the jump does not show in the events, nothing was tried: {numbers}")
        # Forward a day and an hour: sessions of a day end, the rest goes on; nothing is swept that is not due.
        cases = len(base.rows("SELECT id FROM case_file"))
        shim.jump(90_000)
        until(20, "sessions of a day end", lambda: server.api("GET", "/me", token=token)[0] == 401)
        base.tokens.clear()
        token, clerk = server.sign_in("citizen"), server.sign_in("clerk")
        served("forward a day")
        step(early)
        seen(early)
        wrong = [server.api("POST", "/sessions", {"account": "neighbour", "password": "x"})[0] for _ in range(6)]
        demand(wrong[-1] == 429, f"an account does not rest after wrong passwords: {wrong}")
        demand(abs(metric("clock_jump_seconds") - 90_000) < 60 and "clock was set" in server.logged(), "the operator is not told of the jump")
        demand(len(base.rows("SELECT id FROM case_file")) >= cases + 12, "a case was swept")
        # A hundred days ahead a draft would be thrown away, were the clock believed.
        _, body = work.body(server)
        status, draft, _ = server.api("POST", "/cases", {**body, "submit": False}, token=token)
        demand(status == 201, f"draft {status} {draft}")
        shim.jump(100 * 86_400)
        rounds("a hundred days ahead")
        demand(base.rows(f"SELECT id FROM case_file WHERE id = '{draft['id']}'"), "a draft was thrown away by a clock that jumped")
        # And back to where it was: sessions that began tomorrow hold, and nobody rests until tomorrow.
        shim.jump(0)
        rounds("back again")
        demand(metric("clock_jump_seconds") == 0, "the jump is not over")
        demand(server.new_session("neighbour"), "an account rests until tomorrow")
        served("back again")
        step(early)
        seen(early)
        demand(server.stop() == 0, "the server did not end with 0")
        verify(base, server.files, work)
        order = {}
        for row in base.rows("SELECT stream, sequence, at FROM ledger_event ORDER BY stream, sequence"):
            order.setdefault(row["stream"], []).append(row["sequence"])
        demand(all(chain == list(range(1, len(chain) + 1)) for chain in order.values()), "events out of order")
        back = sum(1 for _ in server.logged().splitlines() if '"request failed"' in _)
        demand(back == 0, "requests failed: see " + server.log)
        return f"{base.name}: an hour back, a day on, back again: {work.said()}"
    finally:
        if server.process.poll() is None:
            server.kill()
        base.close()


if __name__ == "__main__":
    main({"jumping-sqlite": lambda: jumping("sqlite"), "jumping-postgres": lambda: jumping("postgres")})
