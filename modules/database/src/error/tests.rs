use std::error::Error as _;

use sea_orm::ConnAcquireErr;

use super::*;

#[test]
fn an_error_keeps_code_category_action_and_cause_on_its_way_to_the_user() {
    let error = DatabaseError::Migration {
        schema: "orders",
        migration: "0002".to_owned(),
        half: false,
        source: DbErr::Custom("boom".to_owned()),
    };
    let classified = Error::from(error);
    assert_eq!(classified.code(), "PL1303");
    assert_eq!(classified.category(), Category::Lifecycle);
    assert_eq!(
        classified.message(),
        "migration `0002` of schema `orders` failed"
    );
    assert!(classified.hint().is_some());
    assert_eq!(
        classified.source().map(ToString::to_string).as_deref(),
        Some("Custom Error: boom")
    );
}

#[test]
fn a_closed_pool_is_told_from_a_failed_statement() {
    let closed = DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
    assert!(matches!(DatabaseError::from(closed), DatabaseError::Closed));
    let other = DbErr::Custom(String::new());
    assert!(matches!(
        DatabaseError::from(other),
        DatabaseError::Statement(_)
    ));
}
