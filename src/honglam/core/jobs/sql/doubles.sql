-- Of jobs with the same key only one may wait (procrastinate_jobs_queueing_lock_idx_v1). A job that goes back to the
-- queue, because its worker died or it is tried again, may find that the next one waits there by now: for one that is
-- done every minute that is the rule. The one that waits does this one's work, so this one ends here. Without this the
-- unique index would refuse whoever gives the job back, and it would hang in "doing" for ever.

CREATE FUNCTION hl_jobs_doubles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM procrastinate_jobs WHERE queueing_lock = NEW.queueing_lock AND status = 'todo' AND id <> NEW.id
    ) THEN
        NEW.status := 'aborted';
        UPDATE jobs_job SET note = jsonb_build_object('text', 'The same job waits already and does this work.',
            'params', '{}'::jsonb) WHERE id = NEW.id;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER hl_jobs_doubles BEFORE UPDATE OF status ON procrastinate_jobs FOR EACH ROW
    WHEN (NEW.status = 'todo' AND OLD.status <> 'todo' AND NEW.queueing_lock IS NOT NULL)
    EXECUTE FUNCTION hl_jobs_doubles();
