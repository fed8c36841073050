-- Whoever is registered had consented to the processing of personal data by then.
SELECT r.person_id FROM season_registration r
WHERE r.season_id = $1 AND NOT EXISTS (
  SELECT FROM consent_fact c WHERE c.person_id = r.person_id AND c.season_id = r.season_id AND c.act = 'GIVEN'
    AND c.purpose = 'PROCESSING' AND c.act_time <= r.register_time)
