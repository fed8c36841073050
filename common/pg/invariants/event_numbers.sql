-- The events of a subject are numbered one after the other.
SELECT subject, min(subject_seq) AS first, max(subject_seq) AS last, count(*) AS count
FROM outbox WHERE season_id = $1 GROUP BY subject HAVING max(subject_seq) - min(subject_seq) + 1 <> count(*)
