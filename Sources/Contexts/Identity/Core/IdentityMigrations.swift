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
]
