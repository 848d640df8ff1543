"""The lists across cases, read from the read models: what runs, what is owed, by whom, and who has it in hand."""
