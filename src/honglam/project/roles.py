"""Two roles of the database: the operator's owns the tables, the application's works with them.

The operator's role migrates, backs up and restores. The web server and the worker use the application's: it reads and
writes rows everywhere, but to the ledger it can only append; the tables of registers are its own, because definitions
are published while people work. docs/decisions/0016 and 0038 say what that stops and what not.
"""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from honglam.core.audit.contracts import APPENDED, COLUMNS, FIXED
from honglam.project.postgres import APPLICATION, ROLE

_LOCK = 0x686C0003  # "hl", 3: whoever gives rights
_EVERYWHERE = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
"""
_LEDGER = """
REVOKE ALL ON {appended}, {fixed} FROM {role}, PUBLIC;
GRANT SELECT ON {appended}, {fixed} TO {role};
GRANT INSERT ON {tree} TO {role};
GRANT INSERT ({columns}) ON audit_entry TO {role};
REVOKE ALL ON FUNCTION hl_audit_prune() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hl_audit_prune() TO {role};
"""


# Tables of registers are made and changed while people work, so the application's role owns them, and who migrates may
# act for it. Their history is fenced by a trigger, which a role that owns its table could only take down on purpose.
_REGISTERS = """
DO $$
DECLARE name text;
BEGIN
  IF to_regnamespace('reg') IS NULL THEN
    RETURN;
  END IF;
  IF NOT pg_has_role(current_user, {owner}, 'MEMBER') THEN
    EXECUTE format('GRANT %I TO %I', {owner}, current_user);
  END IF;
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA reg TO %I', {owner});
  FOR name IN SELECT c.oid::regclass::text FROM pg_class c
    WHERE c.relnamespace = 'reg'::regnamespace AND c.relkind = 'r' AND pg_get_userbyid(c.relowner) <> {owner}
  LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO %I', name, {owner});
  END LOOP;
END
$$;
"""


def grant(operator: str, application: str) -> bool:
    """Give the application's role its rights in the operator's database; False when the two are one role.

    Called after every migration, start and restore: new tables have no rights yet, and a dump carries none. Idempotent.
    """
    owner, role = (conninfo_to_dict(url).get("user") for url in (operator, application))
    if not role or role == owner:
        return False
    with psycopg.connect(operator, connect_timeout=10) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if (owner, role) == (ROLE, APPLICATION):
            _make(connection)
        if connection.execute("SELECT to_regclass('public.audit_head')").fetchone() != (None,):
            connection.execute(_statements(str(role)))
    return True


def _make(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Make the application's role of the embedded server when it is missing."""
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone() is None:
        options = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
        connection.execute(sql.SQL("CREATE ROLE {} " + options).format(sql.Identifier(APPLICATION)))


def _statements(role: str) -> sql.Composed:
    def names(found: tuple[str, ...]) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, found))

    tree = tuple(name for name in APPENDED if name != "audit_entry")
    return sql.SQL(_EVERYWHERE + _LEDGER + _REGISTERS).format(
        role=sql.Identifier(role),
        owner=sql.Literal(role),
        appended=names(APPENDED),
        fixed=names(FIXED),
        tree=names(tree),
        columns=names(COLUMNS),
    )
