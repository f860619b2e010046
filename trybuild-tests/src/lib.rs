//! The cases are under `cases/`, one folder per area; `tests/` runs and counts them.
