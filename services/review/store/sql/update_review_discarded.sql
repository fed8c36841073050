WITH discarded AS (
  UPDATE review SET state = 'DISCARDED', version = version + 1
   WHERE season_id = $1 AND assignment_id = $2 AND state = 'DRAFT'
  RETURNING season_id, review_id)
INSERT INTO review_transition (season_id, review_id, seq, from_state, to_state, verb)
SELECT d.season_id, d.review_id,
       (SELECT coalesce(max(t.seq), 0) + 1 FROM review_transition t
         WHERE (t.season_id, t.review_id) = (d.season_id, d.review_id)),
       'DRAFT', 'DISCARDED', 'discard'
  FROM discarded d
