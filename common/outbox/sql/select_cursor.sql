SELECT resume_token FROM consumer_cursor WHERE consumer = $1
