-- Duties that a person has ever had: offices, also those that ended; an expert's; the author's of a season's document.
SELECT role, season_id, nomination_id FROM role_grant WHERE person_id = $1
UNION
SELECT 'EXPERT', season_id, '' FROM invitation WHERE user_id = $1 AND kind = 'EXPERT'
UNION
SELECT 'ADMINISTRATOR', season_id, '' FROM season_config WHERE author_id = $1
