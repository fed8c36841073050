"""Durable submissions through gRPC against pgbench sending the same statements one by one, prepared, in the same run.

  python3 -m tests.bench.submit.stage BUILD      (./dev bench submit)

Three pairs of runs on one stack; the median of the ratios is the figure.
"""
import concurrent.futures
import json
import os
import re
import statistics
import subprocess
import sys

from tests.support import season as seasons
from tests.support import stack as stacks

CLIENTS = 64
CONNECTIONS = 16
SECONDS = 6
PAIRS = 3
HERE = os.path.dirname(os.path.abspath(__file__))


def applications(season):
    """Whole drafts of as many people as there are clients."""
    def one(_):
        person = season.participant()
        answer = season.whole(person)
        return {"name": answer.body["name"], "etag": answer.body["etag"], "token": person.token}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(CLIENTS)))


def settle(stack):
    """Until every follower has handled the events of the run before: each run bears its own load only."""
    def behind():
        for process in ("registration", "review", "results"):
            text = seasons.Client(stack.address(process, "admin")).get("/metrics").data.decode()
            yield from re.findall(r"^nastavnik_event_consumer_lag_seconds.* ([0-9.e+-]+)$", text, re.M)
    stacks.wait_for("followers have caught up", lambda: not any(float(lag) for lag in behind()), seconds=120)


def through_grpc(stack, plan, prepared):
    for application in prepared:  # the etag moved with every submission
        client = seasons.Client(stack.address("gateway", "http"), application["token"])
        application["etag"] = client.get(f"/v1/{application['name']}").body["etag"]
    with open(plan, "w", encoding="utf-8") as file:
        json.dump({"address": stack.address("submission", "grpc"), "seconds": SECONDS, "applications": prepared}, file)
    return float(subprocess.run([f"{stack.build}/bin/bench-submit", plan], check=True, capture_output=True, text=True).stdout)


def statement(path, values):
    """The text of a .sql file on one line, its $n replaced."""
    with open(f"{stacks.ROOT}/{path}", encoding="utf-8") as file:
        text = " ".join(line for line in re.sub(r"--[^\n]*", "", file.read()).split("\n") if line.strip())
    return re.sub(r"\$(\d+)", lambda match: values[int(match.group(1)) - 1], text)


def script():
    sql = "services/submission/store/sql"
    stage = statement(f"{sql}/select_stage_open_for_share.sql", [":season", ":app::uuid"])
    read = statement(f"{sql}/select_application_to_submit.sql", [":season", ":app::uuid", ":person::uuid"])
    # \gset takes no NULL and no text of ten kilobytes: what the next statements need of the row, under names of its own.
    read = re.sub(r"SELECT .*? FROM application a", "SELECT a.version + 1 AS version, a.row_version AS row, a.transitions + 1 AS transitions, "
                  "a.number, a.nomination_id AS nomination, a.stage_id AS stage, a.title, a.content AS content_read, a.config_version AS config FROM application a", read)
    update = statement(f"{sql}/update_application_state.sql", [
        ":season", ":app::uuid", ":app_row::int", "'SUBMITTED'", ":app_number", "false", ":app_version::int", ":app_version::int",
        ":app_transitions::int", ":app_config::int", "clock_timestamp()", "clock_timestamp()", "NULL", "NULL", "'SUBMITTED'", "'submit'",
        ":person::uuid", "''"])
    version = statement(f"{sql}/insert_version.sql", [
        ":season", ":app::uuid", ":app_version::int", ":app_nomination", ":content", ":sha256::bytea", ":app_config::int", "1", ":app_stage",
        "1", ":app_title", "'ru-77'", "NULL::uuid", "'{craft}'", ":person::uuid", "clock_timestamp()", "clock_timestamp()", ":sha256"])
    event = statement("common/pg/sql/insert_event.sql", [
        ":season", "gen_random_uuid()", "('seasons/' || :season || '/applications/' || :app)", "'application.submitted'",
        "'{\"state\": \"SUBMITTED\"}'", "'{}'"])
    with open(f"{HERE}/submit.pgbench", encoding="utf-8") as file:
        text = file.read()
    for name, value in (("select_stage_open_for_share", stage), ("select_application_to_submit", read), ("update_application_state", update),
                        ("insert_version", version), ("insert_event", event)):
        text = text.replace("{" + name + "}", value)
    return text


def through_pgbench(stack):
    connection = {**os.environ, "PGHOST": f"{stack.local}/run", "PGUSER": "postgres", "PGDATABASE": "nastavnik",
                  "PGOPTIONS": "-c search_path=submission,ext"}
    subprocess.run(["psql", "-qXv", "ON_ERROR_STOP=1", "-c", f"""
        DROP TABLE IF EXISTS bench_submit;
        CREATE TABLE bench_submit AS
        SELECT row_number() OVER (ORDER BY a.application_id) - 1 AS i, a.season_id, a.application_id, p.person_id, v.content,
               v.content_sha256, (SELECT i.answer FROM idempotency i WHERE i.principal_id = p.person_id
                                  AND i.method LIKE '%SubmitApplication' AND i.status = 0 LIMIT 1) AS answer
        FROM application a JOIN participation p USING (season_id, application_id)
             JOIN application_version v USING (season_id, application_id, version)
        ORDER BY 1 LIMIT {CONNECTIONS}"""], env=connection, check=True)
    path = f"{stack.local}/submit.pgbench"
    with open(path, "w", encoding="utf-8") as file:
        file.write(script())
    out = subprocess.run(["/usr/lib/postgresql/15/bin/pgbench", "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "2", "-T", str(SECONDS),
                          "-D", "loaded=0", "-f", path], env=connection, check=False, capture_output=True, text=True)
    if out.returncode != 0 or "number of failed transactions: 0" not in out.stdout:
        sys.exit(out.stderr[-2000:] + out.stdout[-500:])
    return float(re.search(r"tps = ([0-9.]+)", out.stdout).group(1))


def main():
    with stacks.Stack(sys.argv[1]) as stack:
        prepared = applications(seasons.Season(stack))
        plan = f"{stack.local}/plan.json"
        through_grpc(stack, plan, prepared)  # warm: every application has a version now
        ratios = []
        print(f"{CLIENTS} clients through gRPC, {CONNECTIONS} connections of pgbench, {PAIRS} pairs of {SECONDS} s")
        for _ in range(PAIRS):
            settle(stack)
            base = through_pgbench(stack)
            settle(stack)
            measured = through_grpc(stack, plan, prepared)
            ratios.append(measured / base)
            print(f"  pgbench {base:6.0f}/s   gRPC {measured:6.0f}/s   {ratios[-1]:.3f}", flush=True)
        print(f"median {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
