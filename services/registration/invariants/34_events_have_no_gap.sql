-- The events of a subject are numbered one after the other.
SELECT o.subject, count(*) AS events, max(o.subject_seq) AS last FROM outbox o
WHERE o.season_id IN ($1, '')
GROUP BY o.season_id, o.subject HAVING max(o.subject_seq) <> count(*) OR min(o.subject_seq) <> 1
