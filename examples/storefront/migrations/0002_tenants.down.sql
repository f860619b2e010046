DROP INDEX orders_by_status;
ALTER TABLE orders DROP COLUMN tenant;
CREATE INDEX orders_by_status ON orders (status, created_at);
