SELECT create_number_sequence($1)
