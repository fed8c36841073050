INSERT INTO lease AS l (name, holder, expire_time) VALUES ($1, $2, clock_timestamp() + $3::interval)
ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, expire_time = clock_timestamp() + $3::interval
  WHERE l.holder = EXCLUDED.holder OR l.expire_time < clock_timestamp()
RETURNING expire_time
