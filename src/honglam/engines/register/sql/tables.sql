-- What the tables of registers share. Their trigger functions are static: they find the columns in the catalogue at each
-- statement, so that a publication never has to write code, and no code can be older than its table.
CREATE SCHEMA reg;

-- Every change of a record raises its version and says in which transaction it was: the feed of changes goes by it.
CREATE FUNCTION reg.hl_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A job that fills a new column from an old one changes what a record says as little as an index does.
  IF current_setting('honglam.filling', true) = 'yes' THEN
    RETURN NEW;
  END IF;
  IF NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'the key of a record never changes' USING ERRCODE = 'check_violation';
  END IF;
  NEW.version := OLD.version + 1;
  NEW.tx := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END
$$;

-- Append what was to `reg.<id>_history`. Once a statement, not once a row: an import that changes a million rows appends
-- them by one INSERT. EXECUTE plans it anew each time, because a plan made for one row would be ruinous for a million.
-- A DELETE says which act it is by `honglam.act`, and when by `honglam.at`; an UPDATE by the row's own columns.
CREATE FUNCTION reg.hl_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  into_ text;
  from_ text;
BEGIN
  IF current_setting('honglam.filling', true) = 'yes' OR NOT EXISTS (SELECT FROM old_rows) THEN
    RETURN NULL;
  END IF;
  SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum), string_agg(format('o.%I', attname), ', ' ORDER BY attnum)
    INTO into_, from_ FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped;
  IF TG_OP = 'UPDATE' THEN
    EXECUTE format('INSERT INTO reg.%I (%s, ended_at, ended_act, ended_tx, gone)'
      ' SELECT %s, n.at, n.act, n.tx, false FROM old_rows o JOIN new_rows n ON n.id = o.id',
      TG_TABLE_NAME || '_history', into_, from_);
  ELSE
    EXECUTE format('INSERT INTO reg.%I (%s, ended_at, ended_act, ended_tx, gone)'
      ' SELECT %s, coalesce(nullif(current_setting(''honglam.at'', true), '''')::timestamptz, now()),'
      ' nullif(current_setting(''honglam.act'', true), '''')::bigint, pg_current_xact_id()::text::bigint, true'
      ' FROM old_rows o', TG_TABLE_NAME || '_history', into_, from_);
  END IF;
  RETURN NULL;
END
$$;

-- The same for rows of a repeated group: `version` is that of the record from which on a row stands so, `ended_version`
-- the one from which on it does not; null when it ended with the record. Argument: the name of the register's table.
CREATE FUNCTION reg.hl_keep_group() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  into_ text;
  from_ text;
BEGIN
  IF current_setting('honglam.filling', true) = 'yes' OR NOT EXISTS (SELECT FROM old_rows) THEN
    RETURN NULL;
  END IF;
  SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum), string_agg(format('o.%I', attname), ', ' ORDER BY attnum)
    INTO into_, from_ FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped;
  EXECUTE format('INSERT INTO reg.%I (%s, ended_version)'
    ' SELECT %s, r.version FROM old_rows o LEFT JOIN reg.%I r ON r.id = o.record',
    TG_TABLE_NAME || '_history', into_, from_, TG_ARGV[0]);
  RETURN NULL;
END
$$;

-- A row of a group that is changed in place stands so from the record's present version on.
CREATE FUNCTION reg.hl_stamp_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('honglam.filling', true) IS DISTINCT FROM 'yes' THEN
    EXECUTE format('SELECT version FROM reg.%I WHERE id = $1', TG_ARGV[0]) INTO NEW.version USING NEW.record;
  END IF;
  RETURN NEW;
END
$$;

-- History is only appended to. Erasing what the law wants erased says so by `honglam.erasing`, a publication that fills a
-- column by `honglam.filling`; anything else is a mistake.
CREATE FUNCTION reg.hl_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') AND current_setting('honglam.erasing', true) = 'yes'
    OR TG_OP = 'UPDATE' AND current_setting('honglam.filling', true) = 'yes'
    OR TG_OP = 'TRUNCATE' AND current_setting('honglam.testing', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the history of registers is only appended to: % of % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
