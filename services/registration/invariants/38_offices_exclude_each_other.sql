-- Administrators, personal-data officers and auditors hold no other office of the season; nobody gave one to themselves.
SELECT a.person_id, a.role FROM role_grant a
JOIN role_grant b ON b.person_id = a.person_id AND b.role <> a.role AND b.revoke_time IS NULL
  AND (b.season_id = a.season_id OR a.season_id = '' OR b.season_id = '')
WHERE a.revoke_time IS NULL AND a.role IN ('ADMINISTRATOR', 'PRIVACY', 'AUDITOR') AND a.season_id IN ($1, '')
UNION ALL
SELECT g.person_id, g.role FROM role_grant g WHERE g.granter_id = g.person_id AND g.season_id IN ($1, '')
