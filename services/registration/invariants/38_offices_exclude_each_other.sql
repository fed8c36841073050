-- Administrators, personal-data officers and auditors hold no other office of the season; nobody gave one to themselves;
-- nobody has had two duties that decide about an application.
WITH duty AS (
  SELECT person_id, role, season_id, nomination_id FROM role_grant
  WHERE role IN ('ADMINISTRATOR', 'EXAMINER', 'CHAIR', 'ORGANIZER')
  UNION
  SELECT user_id, 'EXPERT', season_id, '' FROM invitation WHERE user_id IS NOT NULL AND kind = 'EXPERT'
  UNION
  SELECT author_id, 'ADMINISTRATOR', season_id, '' FROM season_config
)
SELECT a.person_id, a.role FROM role_grant a
JOIN role_grant b ON b.person_id = a.person_id AND b.role <> a.role AND b.revoke_time IS NULL
  AND (b.season_id = a.season_id OR a.season_id = '' OR b.season_id = '')
WHERE a.revoke_time IS NULL AND a.role IN ('ADMINISTRATOR', 'PRIVACY', 'AUDITOR') AND a.season_id IN ($1, '')
UNION ALL
SELECT g.person_id, g.role FROM role_grant g WHERE g.granter_id = g.person_id AND g.season_id IN ($1, '')
UNION ALL
SELECT a.person_id, a.role FROM duty a
JOIN duty b ON b.person_id = a.person_id AND b.role > a.role
  AND (b.season_id = a.season_id OR a.season_id = '' OR b.season_id = '')
  AND (b.nomination_id = a.nomination_id OR a.nomination_id = '' OR b.nomination_id = '')
WHERE a.season_id IN ($1, '')
