public import Store

public let caseworkMigrations: [Migration] = [
  Migration(
    "casework-001-cases",
    [
      """
      CREATE TABLE case_file (
        id TEXT PRIMARY KEY, number TEXT UNIQUE, region TEXT NOT NULL, service TEXT NOT NULL, service_name TEXT NOT NULL,
        applicant TEXT NOT NULL, agent TEXT, status TEXT NOT NULL, stage TEXT NOT NULL, last_state TEXT NOT NULL, outcome TEXT,
        channel TEXT NOT NULL, accepting TEXT NOT NULL, responsible TEXT NOT NULL, issuing TEXT NOT NULL,
        created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, submitted_at BIGINT, closed_at BIGINT, due TEXT,
        state TEXT NOT NULL, form TEXT NOT NULL, evidence TEXT NOT NULL, sequence BIGINT NOT NULL, revision BIGINT NOT NULL)
      """,
      "CREATE INDEX case_file_applicant ON case_file (applicant, changed_at)",
      "CREATE INDEX case_file_agent ON case_file (agent, changed_at)",
      "CREATE INDEX case_file_accepting ON case_file (accepting, changed_at)",
      "CREATE INDEX case_file_responsible ON case_file (responsible, changed_at)",
      "CREATE INDEX case_file_issuing ON case_file (issuing, changed_at)",
      "CREATE INDEX case_file_region ON case_file (region, changed_at)",
      "CREATE INDEX case_file_status ON case_file (status, changed_at)",
      """
      CREATE TABLE case_task (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES case_file (id), state TEXT NOT NULL, role TEXT, agency TEXT,
        opened_at BIGINT NOT NULL, due TEXT NOT NULL, soon_from TEXT NOT NULL, provisional BIGINT NOT NULL, expires_at BIGINT,
        claimed_by TEXT, claimed_at BIGINT)
      """,
      "CREATE INDEX case_task_case ON case_task (case_id)",
      "CREATE INDEX case_task_inbox ON case_task (agency, role, due)",
      "CREATE INDEX case_task_expires ON case_task (expires_at)",
      "CREATE TABLE case_number_block (region TEXT NOT NULL, day TEXT NOT NULL, next BIGINT NOT NULL, PRIMARY KEY (region, day))",
    ]),
  Migration(
    "casework-002-files",
    [
      """
      CREATE TABLE stored_file (
        id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, size BIGINT NOT NULL,
        owner TEXT NOT NULL, created_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE case_evidence_file (
        case_id TEXT NOT NULL REFERENCES case_file (id), file_id TEXT NOT NULL REFERENCES stored_file (id), evidence TEXT NOT NULL,
        PRIMARY KEY (case_id, file_id, evidence))
      """,
      "CREATE INDEX case_evidence_file_file ON case_evidence_file (file_id)",
    ]),
  // A case is carried by the procedure it began under, whatever the file says by now.
  Migration(
    "casework-003-procedures",
    [
      """
      CREATE TABLE procedure_version (
        key TEXT NOT NULL, version BIGINT NOT NULL, document TEXT NOT NULL, kept_at BIGINT NOT NULL, PRIMARY KEY (key, version))
      """
    ]),
  Migration(
    "casework-004-tallies",
    [
      """
      CREATE TABLE case_tally (
        region TEXT NOT NULL, accepting TEXT NOT NULL, responsible TEXT NOT NULL, issuing TEXT NOT NULL, status TEXT NOT NULL,
        stage TEXT NOT NULL, last_state TEXT NOT NULL, outcome TEXT NOT NULL, total BIGINT NOT NULL,
        PRIMARY KEY (region, accepting, responsible, issuing, status, stage, last_state, outcome))
      """,
      """
      CREATE TABLE case_service_tally (
        service_name TEXT NOT NULL, region TEXT NOT NULL, accepting TEXT NOT NULL, responsible TEXT NOT NULL, issuing TEXT NOT NULL,
        status TEXT NOT NULL, stage TEXT NOT NULL, last_state TEXT NOT NULL, outcome TEXT NOT NULL, total BIGINT NOT NULL,
        PRIMARY KEY (service_name, region, accepting, responsible, issuing, status, stage, last_state, outcome))
      """,
      """
      CREATE TABLE case_tally_delta (
        id SERIAL8 PRIMARY KEY, region TEXT NOT NULL, accepting TEXT NOT NULL, responsible TEXT NOT NULL, issuing TEXT NOT NULL,
        status TEXT NOT NULL, stage TEXT NOT NULL, last_state TEXT NOT NULL, outcome TEXT NOT NULL, service_name TEXT NOT NULL,
        delta BIGINT NOT NULL)
      """,
      "CREATE TABLE case_service_name (name TEXT PRIMARY KEY)",
      """
      INSERT INTO case_tally (region, accepting, responsible, issuing, status, stage, last_state, outcome, total)
      SELECT region, accepting, responsible, issuing, status, stage, last_state, COALESCE(outcome, ''), COUNT(*) FROM case_file
      WHERE status <> 'draft' GROUP BY region, accepting, responsible, issuing, status, stage, last_state, COALESCE(outcome, '')
      """,
      """
      INSERT INTO case_service_tally (service_name, region, accepting, responsible, issuing, status, stage, last_state, outcome, total)
      SELECT service_name, region, accepting, responsible, issuing, status, stage, last_state, COALESCE(outcome, ''), COUNT(*)
      FROM case_file WHERE status <> 'draft'
      GROUP BY service_name, region, accepting, responsible, issuing, status, stage, last_state, COALESCE(outcome, '')
      """,
      "INSERT INTO case_service_name (name) SELECT DISTINCT service_name FROM case_file WHERE status <> 'draft'",
      // A list walks states and names newest first; few cases have an agent.
      "DROP INDEX case_file_status",
      "CREATE INDEX case_file_state ON case_file (last_state, changed_at)",
      "CREATE INDEX case_file_service ON case_file (service_name, changed_at)",
      "DROP INDEX case_file_agent",
      "CREATE INDEX case_file_agent ON case_file (agent, changed_at) WHERE agent IS NOT NULL",
      "DROP INDEX case_task_inbox",
      "CREATE INDEX case_task_inbox ON case_task (agency, role, due, id, soon_from)",
      "DROP INDEX case_task_expires",
      "CREATE INDEX case_task_expires ON case_task (expires_at) WHERE expires_at IS NOT NULL",
      // Services by how many cases they had in a period of thirty days, which used to be counted row by row.
      """
      INSERT INTO counter (name, key, total)
      SELECT 'cases.service', CAST((submitted_at + 28800000) / 2592000000 AS TEXT) || '/' || service, COUNT(*) FROM case_file
      WHERE submitted_at IS NOT NULL GROUP BY CAST((submitted_at + 28800000) / 2592000000 AS TEXT) || '/' || service
      """,
    ]),
  Migration(
    "casework-005-words",
    [
      // A walk along a service's cases sees in the index itself whose they are.
      "DROP INDEX case_file_service",
      """
      CREATE INDEX case_file_service ON case_file (service_name, changed_at, id, region, accepting, responsible, issuing, status)
      """,
    ]),
  Migration(
    "casework-006-alarms",
    [
      // A task carries what time will do to it next. Tasks that were there before are given their alarms by the first round.
      "ALTER TABLE case_task ADD COLUMN alarm_at BIGINT",
      "ALTER TABLE case_task ADD COLUMN alarm TEXT",
      "ALTER TABLE case_task ADD COLUMN level BIGINT",
      "ALTER TABLE case_task ADD COLUMN provisional_due TEXT",
      "UPDATE case_task SET alarm_at = 0",
      "UPDATE case_task SET provisional_due = due WHERE provisional = 1",
      "DROP INDEX case_task_expires",
      "CREATE INDEX case_task_alarm ON case_task (alarm_at, id) WHERE alarm_at IS NOT NULL",
      "CREATE INDEX case_task_provisional ON case_task (provisional_due) WHERE provisional_due IS NOT NULL",
      "CREATE INDEX case_task_level ON case_task (level, agency, due) WHERE level IS NOT NULL",
    ]),
  // Whence answers are that nobody typed, and what closed cases were used for.
  Migration(
    "casework-007-known",
    [
      """
      CREATE TABLE case_answer_source (
        case_id TEXT NOT NULL REFERENCES case_file (id), field TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (case_id, field))
      """,
      """
      CREATE TABLE case_answer_use (
        id SERIAL8 PRIMARY KEY, from_case TEXT NOT NULL, to_case TEXT NOT NULL, actor TEXT NOT NULL, fields TEXT NOT NULL,
        at BIGINT NOT NULL)
      """,
      "CREATE INDEX case_answer_use_from ON case_answer_use (from_case, id)",
    ]),
]
