-- Drafts and applications of a nomination follow it to the window that binds it now.
UPDATE application SET stage_id = $3 WHERE season_id = $1 AND nomination_id = $2 AND stage_id <> $3
