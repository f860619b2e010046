INSERT INTO products (id, name, price_cents) VALUES
    ('oak-purlin-4m',     'Oak purlin, 4 m',        8950),
    ('larch-rafter-3m',   'Larch rafter, 3 m',      3475),
    ('spruce-batten-2m',  'Spruce batten, 2 m',      420),
    ('ridge-tile',        'Ridge tile, clay',        790),
    ('roof-truss-kit',    'Roof truss kit, 6 m',  129900);
