-- The ledger is only appended to. The application's role has no right to do otherwise (project/roles.py); these triggers
-- stop also a hand that has it, and say why.
CREATE FUNCTION hl_audit_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The rule of retention, below, is the one way by which an entry may go.
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_entry' AND current_setting('honglam.pruning', true) = 'yes' THEN
    RETURN OLD;
  END IF;
  -- Tests empty all tables between each other.
  IF TG_OP = 'TRUNCATE' AND current_setting('honglam.testing', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the ledger is only appended to: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['audit_entry', 'audit_leaf', 'audit_node', 'audit_head'] LOOP
    EXECUTE format('CREATE TRIGGER hl_audit_fence BEFORE UPDATE OR DELETE ON %I'
                   ' FOR EACH ROW EXECUTE FUNCTION hl_audit_fence()', name);
    EXECUTE format('CREATE TRIGGER hl_audit_fence_all BEFORE TRUNCATE ON %I'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION hl_audit_fence()', name);
  END LOOP;
END
$$;

-- Remove what is older than its rule says, never younger than three months and never what no published root covers, and
-- write down that it was done. It runs with the rights of its owner: the application may call it and can do no more.
CREATE FUNCTION hl_audit_prune() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp
  SET honglam.pruning = 'yes' AS $$
DECLARE
  each record;
  edge timestamptz;
  gone bigint;
  total bigint := 0;
BEGIN
  FOR each IN SELECT id, greatest(months, 3) AS months FROM public.audit_rule ORDER BY id LOOP
    edge := date_trunc('day', statement_timestamp()) - make_interval(months => each.months);
    DELETE FROM public.audit_entry e USING public.audit_leaf l
      WHERE e.rule = each.id AND e.at < edge AND l.entry = e.id AND l.rule = e.rule AND l.at = e.at
        AND l.position <= (SELECT max(size) FROM public.audit_head WHERE day IS NOT NULL);
    GET DIAGNOSTICS gone = ROW_COUNT;
    total := total + gone;
    IF gone > 0 THEN
      INSERT INTO public.audit_entry (actor, actor_name, actor_kind, actor_agency, behalf, verb, thing_kind, thing_id,
          agency, person, after, fields, purpose, reason, address, request, rule)
        VALUES ('system', 'Honglam', 'system', '', '', 'audit.entries.pruned', 'rule', each.id, '', '',
          jsonb_build_object('entries', gone, 'months', each.months,
            'until', to_char(edge AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')),
          '{}', '', '', '', '', 'proof');
    END IF;
  END LOOP;
  RETURN total;
END
$$;
REVOKE ALL ON FUNCTION hl_audit_prune() FROM PUBLIC;
