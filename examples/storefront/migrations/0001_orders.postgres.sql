CREATE TABLE orders (
    id          UUID         NOT NULL PRIMARY KEY,
    email       VARCHAR(254) NOT NULL,
    status      VARCHAR(16)  NOT NULL,
    total_cents BIGINT       NOT NULL,
    created_at  BIGINT       NOT NULL
);
CREATE INDEX orders_by_status ON orders (status, created_at);

CREATE TABLE order_lines (
    order_id    UUID         NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    position    INTEGER      NOT NULL,
    product     VARCHAR(64)  NOT NULL,
    name        VARCHAR(200) NOT NULL,
    price_cents BIGINT       NOT NULL,
    quantity    BIGINT       NOT NULL,
    PRIMARY KEY (order_id, position)
);
