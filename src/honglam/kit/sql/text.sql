-- Twins of base/text.py: fold, sort_key, name_key. Same tables, same steps; kit/tests/test_sql_text.py compares them.
-- Nothing here depends on a locale: normalize() follows Unicode, lower() under "C" touches ASCII only. Names are qualified,
-- so that an index can be rebuilt under any search_path. plpgsql rather than sql: a step can be kept and tested, so that plain
-- Vietnamese, which is ASCII once the marks are gone, never pays for the long table of foreign letters.

CREATE OR REPLACE FUNCTION public.hl_fold(source text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    folded text;
BEGIN
    IF octet_length(source) = length(source) THEN
        RETURN lower(source COLLATE "C");
    END IF;
    -- Marks are listed after the letters, so translate() deletes them.
    folded := lower(translate(normalize(source, NFKD), 'đĐÐðƉɖ' || U&'\0300\0301\0302\0303\0306\0309\031B\0323', 'dddddd')
        COLLATE "C");
    IF octet_length(folded) = length(folded) THEN
        RETURN folded;
    END IF;
    RETURN translate(
        regexp_replace(folded, '[\u0300-\u036f]+' COLLATE "C", '', 'g'),
        'ÆØÞĦŁŊŒŦΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ',
        'æøþħłŋœŧαβγδεζηθικλμνξοπρστυφχψωђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюя');
END
$$;

CREATE OR REPLACE FUNCTION public.hl_sort_key(source text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    key text := lower(normalize(source, NFKD) COLLATE "C");
BEGIN
    key := regexp_replace(key, '[\u0001-/:-@[-`{-\u00bf\u2000-\u206f]+' COLLATE "C", ' ', 'g');
    IF octet_length(key) <> length(key) THEN
        key := replace(translate(key, 'ĐÐðƉɖ' || U&'\0306\0302\031B\0300\0309\0303\0301\0323', 'đđđđđ{|}!"#$%'), 'đ', 'd|');
        IF octet_length(key) <> length(key) THEN
            key := translate(
                regexp_replace(key, '[\u0300-\u036f]+' COLLATE "C", '', 'g'),
                'ÆØÞĦŁŊŒŦΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ',
                'æøþħłŋœŧαβγδεζηθικλμνξοπρστυφχψωђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюя');
        END IF;
        -- A tone goes behind the letters that follow it: letters are compared before tones.
        key := regexp_replace(key, '([!-%])([^ !-%0-9]+)' COLLATE "C", '\2\1', 'g');
    END IF;
    IF key ~ '[0-9]' COLLATE "C" THEN
        -- Nine digits: pad every number, then cut leading zeros beyond the ninth place.
        key := regexp_replace(key, '([0-9]+)' COLLATE "C", '00000000\1', 'g');
        key := regexp_replace(key, '0*([0-9]{9,})' COLLATE "C", '\1', 'g');
    END IF;
    RETURN btrim(key, ' ');
END
$$;

CREATE OR REPLACE FUNCTION public.hl_name_key(source text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    key text := public.hl_sort_key(source);
BEGIN
    RETURN regexp_replace(key, '^(.*) ([^ ]*)$' COLLATE "C", '\2 \1');
END
$$;
