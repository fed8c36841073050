-- A signed ranking has the signature of every nomination and of an organizer, of its statement, and nobody judged and
-- organized at once.
SELECT r.season_id, r.ranking_id
FROM ranking r
WHERE r.season_id = $1 AND r.sign_time IS NOT NULL
  AND (SELECT count(*) FROM ranking_signature s
       WHERE s.season_id = r.season_id AND s.ranking_id = r.ranking_id AND s.statement_sha256 = sha256(convert_to(r.statement, 'UTF8'))
         AND (s.nomination_id = '' OR EXISTS (
               SELECT FROM ranking_nomination n WHERE n.season_id = s.season_id AND n.ranking_id = s.ranking_id
                 AND n.nomination_id = s.nomination_id)))
    <> 1 + (SELECT count(*) FROM ranking_nomination n WHERE n.season_id = r.season_id AND n.ranking_id = r.ranking_id)
UNION ALL
SELECT a.season_id, a.ranking_id
FROM ranking_signature a
JOIN ranking_signature b ON b.season_id = a.season_id AND b.ranking_id = a.ranking_id AND b.person_id = a.person_id
WHERE a.season_id = $1 AND a.nomination_id = '' AND b.nomination_id <> ''
UNION ALL
SELECT p.season_id, p.ranking_id
FROM publication p
JOIN ranking_signature s ON s.season_id = p.season_id AND s.ranking_id = p.ranking_id AND s.nomination_id <> ''
  AND s.person_id IN (p.proposer_id, p.approver_id)
WHERE p.season_id = $1
