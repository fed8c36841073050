-- Events of one subject are numbered without gaps.
SELECT season_id, subject FROM outbox WHERE season_id = $1
GROUP BY season_id, subject HAVING max(subject_seq) - min(subject_seq) + 1 <> count(*)
