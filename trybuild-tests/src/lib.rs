//! trybuild-tests:purlin-trybuild-tests
