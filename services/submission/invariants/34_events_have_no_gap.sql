SELECT subject, max(subject_seq)
FROM outbox WHERE season_id = $1
GROUP BY subject HAVING max(subject_seq) <> count(*) OR min(subject_seq) <> 1
