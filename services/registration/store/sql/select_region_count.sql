SELECT count(*) AS regions FROM region
