-- The number of the attempt that a lease is for: what records the attempt removes the lease.
ALTER TABLE delivery_leases ADD COLUMN IF NOT EXISTS attempt bigint NOT NULL DEFAULT 0;
