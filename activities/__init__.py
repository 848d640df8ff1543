"""What a workflow may cause: a record in the ledger, a message to another stream."""
