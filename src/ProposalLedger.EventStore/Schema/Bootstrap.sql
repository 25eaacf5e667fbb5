-- Roles of a ledger and the rights on its database. A superuser runs this in the ledger's database, before the first migration
-- and as often as it likes: it only adds what is missing. Passwords, where they are needed, are set apart from this file.

-- ledger_owner owns every table and function and has no login. ledger_serving reads and executes, and has none either.
DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('ledger_owner', 'NOLOGIN'),
            ('ledger_serving', 'NOLOGIN'),
            ('ledger_migrator', 'LOGIN'),
            ('ledger_app', 'LOGIN')) AS roles (name, login)
    LOOP
        IF to_regrole(wanted.name) IS NULL THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.login);
        END IF;
    END LOOP;
END
$$;

-- The logins: migrations become the owner (SET ROLE ledger_owner), servers stay what they are.
DO $$
BEGIN
    IF NOT pg_has_role('ledger_migrator', 'ledger_owner', 'MEMBER') THEN
        GRANT ledger_owner TO ledger_migrator;
    END IF;
    IF NOT pg_has_role('ledger_app', 'ledger_serving', 'MEMBER') THEN
        GRANT ledger_serving TO ledger_app;
    END IF;
END
$$;

-- The database is the owner's; nobody else makes anything in it, not even a temporary table.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO ledger_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO ledger_serving, ledger_migrator', current_database());
END
$$;

ALTER SCHEMA public OWNER TO ledger_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ledger_serving;
