-- The queue (procrastinate_jobs) is the truth about the state of a job. jobs_job mirrors it inside the same transaction,
-- so that no path (the worker, the studio, a rescue, a psql prompt) can leave the two apart.

CREATE FUNCTION hl_jobs_mirror() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    _state text := CASE
        WHEN NEW.status = 'todo' THEN 'waiting'
        WHEN NEW.status = 'doing' AND NEW.abort_requested THEN 'stopping'
        WHEN NEW.status = 'doing' THEN 'running'
        WHEN NEW.status = 'succeeded' THEN 'done'
        WHEN NEW.status = 'failed' THEN 'failed'
        ELSE 'cancelled'
    END;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO jobs_job (id, name, state, asked_at, due_at)
        VALUES (NEW.id, NEW.task_name, _state, clock_timestamp(), NEW.scheduled_at);
        RETURN NEW;
    END IF;
    IF NEW.status = 'doing' AND OLD.status = 'todo' THEN
        UPDATE jobs_job SET state = _state, attempts = NEW.attempts, started_at = clock_timestamp(), finished_at = NULL,
            done = 0, total = 0, note = NULL
        WHERE id = NEW.id;
    ELSE
        UPDATE jobs_job SET state = _state, attempts = NEW.attempts, due_at = NEW.scheduled_at,
            finished_at = CASE WHEN NEW.status IN ('todo', 'doing') THEN NULL ELSE clock_timestamp() END
        WHERE id = NEW.id;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER hl_jobs_mirror AFTER INSERT OR UPDATE OF status, abort_requested, attempts, scheduled_at
    ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION hl_jobs_mirror();

CREATE FUNCTION hl_jobs_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM jobs_line WHERE job_id = OLD.id;
    DELETE FROM jobs_job WHERE id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE TRIGGER hl_jobs_forget AFTER DELETE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION hl_jobs_forget();

-- Whoever watches a page of jobs is told; PostgreSQL sends equal messages of one transaction once.
CREATE FUNCTION hl_jobs_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('hl_live', json_build_object('t', 'jobs', 'k', COALESCE(NEW.id, OLD.id)::text)::text);
    RETURN NULL;
END;
$$;

CREATE TRIGGER hl_jobs_tell AFTER INSERT OR UPDATE OR DELETE ON jobs_job FOR EACH ROW EXECUTE FUNCTION hl_jobs_tell();
