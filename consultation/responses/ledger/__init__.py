"""The ledger: received = counted + in quarantine + excluded + erased, and the proof of it."""
