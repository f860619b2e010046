-- Whose order it is; empty where the shop has no tenants.
ALTER TABLE orders ADD COLUMN tenant VARCHAR(64) NOT NULL DEFAULT '';
DROP INDEX orders_by_status ON orders;
CREATE INDEX orders_by_status ON orders (tenant, status, created_at);
