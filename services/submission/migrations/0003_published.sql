-- Whether the results of the season are published: then nobody withdraws an application any more.
ALTER TABLE season ADD COLUMN published boolean NOT NULL DEFAULT false;
