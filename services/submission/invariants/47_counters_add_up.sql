-- started = drafts + checking + admitted + withdrawn; submitted = started - drafts - withdrawn.
SELECT c.*
FROM (SELECT count(*) AS started, count(*) FILTER (WHERE state = 'DRAFT') AS drafts,
             count(*) FILTER (WHERE state = 'SUBMITTED') AS checking,
             count(*) FILTER (WHERE state = 'ADMITTED') AS admitted,
             count(*) FILTER (WHERE state = 'WITHDRAWN') AS withdrawn,
             count(*) FILTER (WHERE state IN ('SUBMITTED', 'ADMITTED') AND version > 0) AS submitted
      FROM application WHERE season_id = $1) c
WHERE c.started <> c.drafts + c.checking + c.admitted + c.withdrawn OR c.submitted <> c.started - c.drafts - c.withdrawn
