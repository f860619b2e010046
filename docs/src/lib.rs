//! docs:purlin-book
