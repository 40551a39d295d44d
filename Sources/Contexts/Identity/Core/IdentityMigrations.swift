public import Store

public let identityMigrations: [Migration] = [
  Migration(
    "identity-001-parties",
    [
      """
      CREATE TABLE party (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, identity_number TEXT, mobile TEXT,
        verified_at BIGINT, created_at BIGINT NOT NULL)
      """,
      "CREATE UNIQUE INDEX party_identity_number ON party (kind, identity_number)",
      """
      CREATE TABLE agent_mandate (
        organisation TEXT NOT NULL REFERENCES party (id), person TEXT NOT NULL REFERENCES party (id), until BIGINT,
        PRIMARY KEY (organisation, person))
      """,
      "CREATE INDEX agent_mandate_person ON agent_mandate (person)",
      """
      CREATE TABLE account (
        name TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES party (id), salt BLOB NOT NULL, cost BIGINT NOT NULL, key BLOB NOT NULL,
        failures BIGINT NOT NULL, locked_until BIGINT, disabled BIGINT NOT NULL, password_expires_at BIGINT, created_at BIGINT NOT NULL)
      """,
      "CREATE INDEX account_party ON account (party)",
      """
      CREATE TABLE post (
        party TEXT NOT NULL REFERENCES party (id), role TEXT NOT NULL, region TEXT NOT NULL, department TEXT NOT NULL, until BIGINT,
        PRIMARY KEY (party, role, region, department))
      """,
      """
      CREATE TABLE session (
        token_digest BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), party TEXT NOT NULL, csrf TEXT NOT NULL,
        created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)
      """,
      "CREATE INDEX session_account ON session (account)",
      "CREATE INDEX session_expires_at ON session (expires_at)",
    ]),
  Migration(
    "identity-002-agents",
    [
      "ALTER TABLE agent_mandate ADD COLUMN representative BIGINT NOT NULL DEFAULT 0",
      // Until now only a legal representative came by a mandate.
      "UPDATE agent_mandate SET representative = 1",
    ]),
  Migration(
    "identity-003-staff",
    [
      // Who employs a member of staff: it decides which administrators answer for them, also while they hold no post.
      """
      CREATE TABLE staff_member (
        party TEXT PRIMARY KEY REFERENCES party (id), region TEXT NOT NULL, department TEXT NOT NULL, created_at BIGINT NOT NULL)
      """,
      "CREATE INDEX staff_member_region ON staff_member (region, department)",
      // The league's code sorts before its banners': whoever has a post there was the league's.
      """
      INSERT INTO staff_member (party, region, department, created_at)
      SELECT party.id, COALESCE((SELECT MIN(post.region) FROM post WHERE post.party = party.id), ''),
        COALESCE((SELECT MIN(other.department) FROM post AS other WHERE other.party = party.id AND other.region =
          (SELECT MIN(post.region) FROM post WHERE post.party = party.id)), ''), party.created_at
      FROM party WHERE party.kind = 'staff'
      """,
      "ALTER TABLE account ADD COLUMN last_sign_in_at BIGINT",
      "CREATE INDEX post_agency ON post (region, department, role)",
    ]),
  Migration(
    "identity-004-access",
    [
      """
      CREATE TABLE second_factor (
        party TEXT PRIMARY KEY REFERENCES party (id), secret BLOB NOT NULL, sealed BIGINT NOT NULL, confirmed_at BIGINT,
        last_step BIGINT NOT NULL, created_at BIGINT NOT NULL)
      """,
      """
      CREATE TABLE recovery_code (
        party TEXT NOT NULL REFERENCES party (id), digest BLOB NOT NULL, used_at BIGINT, PRIMARY KEY (party, digest))
      """,
      "CREATE TABLE second_factor_waiver (account TEXT PRIMARY KEY)",
      "CREATE TABLE pending_sign_in (digest BLOB PRIMARY KEY, account TEXT NOT NULL, expires_at BIGINT NOT NULL)",
      "CREATE INDEX pending_sign_in_account ON pending_sign_in (account)",
      """
      CREATE TABLE sign_in (
        id TEXT PRIMARY KEY, at BIGINT NOT NULL, account TEXT NOT NULL, party TEXT, outcome TEXT NOT NULL, channel TEXT NOT NULL,
        address TEXT NOT NULL)
      """,
      "CREATE INDEX sign_in_party ON sign_in (party, id)",
      "CREATE INDEX sign_in_at ON sign_in (at)",
      """
      CREATE TABLE api_token (
        id TEXT PRIMARY KEY, digest BLOB NOT NULL, party TEXT NOT NULL REFERENCES party (id), account TEXT NOT NULL,
        name TEXT NOT NULL, scopes TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, last_used_at BIGINT,
        revoked_at BIGINT)
      """,
      "CREATE UNIQUE INDEX api_token_digest ON api_token (digest)",
      "CREATE INDEX api_token_party ON api_token (party, id)",
      // The auditor reads who saw personal numbers; nobody else pays for the index.
      "CREATE INDEX ledger_event_revealed ON ledger_event (at, stream) WHERE kind = 'revealed'",
    ]),
  Migration(
    "identity-005-absence",
    [
      "CREATE TABLE leave_period (id TEXT PRIMARY KEY, party TEXT NOT NULL REFERENCES party (id), from_day TEXT NOT NULL, to_day TEXT NOT NULL)",
      "CREATE INDEX leave_period_party ON leave_period (party, to_day)",
      """
      CREATE TABLE deputy (
        id TEXT PRIMARY KEY, leave_id TEXT NOT NULL REFERENCES leave_period (id), role TEXT NOT NULL, region TEXT NOT NULL,
        department TEXT NOT NULL, deputy TEXT NOT NULL REFERENCES party (id), from_day TEXT NOT NULL, to_day TEXT NOT NULL)
      """,
      "CREATE UNIQUE INDEX deputy_post ON deputy (leave_id, role, region, department)",
      "CREATE INDEX deputy_deputy ON deputy (deputy, to_day)",
    ]),
  Migration(
    "identity-006-halls",
    [
      """
      CREATE TABLE hall (
        id TEXT PRIMARY KEY, region TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, phone TEXT NOT NULL,
        hours TEXT NOT NULL, facilities TEXT NOT NULL, retired BIGINT NOT NULL, created_at BIGINT NOT NULL)
      """,
      "CREATE INDEX hall_region ON hall (region, name)",
      """
      CREATE TABLE hall_window (
        id TEXT PRIMARY KEY, hall TEXT NOT NULL REFERENCES hall (id), number TEXT NOT NULL, name TEXT NOT NULL,
        kind TEXT NOT NULL, departments TEXT NOT NULL, services TEXT NOT NULL, accessible BIGINT NOT NULL,
        retired BIGINT NOT NULL, created_at BIGINT NOT NULL)
      """,
      "CREATE UNIQUE INDEX hall_window_number ON hall_window (hall, number)",
      """
      CREATE TABLE hall_closure (
        id TEXT PRIMARY KEY, hall TEXT NOT NULL REFERENCES hall (id), window_id TEXT, from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL, reason TEXT NOT NULL)
      """,
      "CREATE INDEX hall_closure_hall ON hall_closure (hall, to_at)",
      """
      CREATE TABLE roster_shift (
        id TEXT PRIMARY KEY, window_id TEXT NOT NULL REFERENCES hall_window (id), party TEXT NOT NULL REFERENCES party (id),
        day TEXT NOT NULL, from_minute BIGINT NOT NULL, to_minute BIGINT NOT NULL, created_at BIGINT NOT NULL)
      """,
      "CREATE INDEX roster_shift_window ON roster_shift (window_id, day)",
      "CREATE INDEX roster_shift_party ON roster_shift (party, day)",
    ]),
]
