SELECT epoch FROM queue_epoch WHERE season_id = $1
