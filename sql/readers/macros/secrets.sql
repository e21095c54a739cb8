-- What stands for text that must go no further: keys and prompts.

-- Key material never gets further than this: a stable hash stands for it.
-- No key is shorter than 14 bytes; the length spares almost every value the long pattern.
create or replace temp macro looks_like_key(x) as
    strlen(x) >= 14 and regexp_matches(
        x,
        '(^|[^A-Za-z0-9])((sk|pk|rk)-[A-Za-z0-9_-]{16,}|gsk_[A-Za-z0-9]{16,}|A[KS]IA[A-Z0-9]{12,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{20,}|eyJ[A-Za-z0-9_-]{10,}\.)|^\s*([Bb]earer|[Bb]asic)\s'
    );
create or replace temp macro hashed_key(x) as 'key:' || substr(md5(x), 1, 8);
create or replace temp macro redacted(x) as case when looks_like_key(x) then hashed_key(x) else x end;
create or replace temp macro redacted_key(x) as
    case when looks_like_key(x) or regexp_matches(x, '^\s*((sk|pk|rk)[-_]|A[KS]IA)') then hashed_key(x) else x end;

create or replace temp macro text_hash(x) as
    case when x is not null and x not in ('', '{}', '[]', 'null') then md5_number_lower('v1' || x) end;
