//! Rows of an entity, on every engine.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]
#![expect(unreachable_pub, reason = "sea-orm's derives make public items")]

use std::time::Duration;

use purlin::context::{Clock, ExecutionContext, ManualClock, Principal, Randomness};
use purlin_database::{
    Database, DatabaseConfig, DatabaseError, Engine, Keyset, Managed, Migrations, PageRequest,
    Repository, Schema, Sql, Transaction,
    sea_orm::{self, ActiveValue::Set, ColumnTrait, Order, QueryFilter, QueryOrder},
};

use crate::support::on_each;

mod book {
    use super::{Managed, sea_orm};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "books")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub isbn: String,
        pub title: String,
        pub pages: i32,
        pub version: i64,
        pub deleted_at: Option<i64>,
        pub created_at: DateTimeUtc,
        pub created_by: Option<String>,
        pub updated_at: DateTimeUtc,
        pub updated_by: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Managed for Entity {
        fn version() -> Option<Column> {
            Some(Column::Version)
        }

        fn deleted_at() -> Option<Column> {
            Some(Column::DeletedAt)
        }

        fn created_at() -> Option<Column> {
            Some(Column::CreatedAt)
        }

        fn created_by() -> Option<Column> {
            Some(Column::CreatedBy)
        }

        fn updated_at() -> Option<Column> {
            Some(Column::UpdatedAt)
        }

        fn updated_by() -> Option<Column> {
            Some(Column::UpdatedBy)
        }
    }
}

/// Nothing of it is managed, and its key has two columns.
mod loan {
    use super::{Managed, sea_orm};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "loans")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub isbn: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reader: i32,
        pub days: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Managed for Entity {}
}

struct Library;

macro_rules! books {
    ($time:literal) => {
        concat!(
            "CREATE TABLE books (isbn VARCHAR(40) PRIMARY KEY, title VARCHAR(200) NOT NULL, ",
            "pages INTEGER NOT NULL, version BIGINT NOT NULL, deleted_at BIGINT, created_at ",
            $time,
            " NOT NULL, created_by VARCHAR(40), updated_at ",
            $time,
            " NOT NULL, updated_by VARCHAR(40))"
        )
    };
}

impl Schema for Library {
    const NAME: &'static str = "library";

    fn migrations() -> Migrations {
        Migrations::new()
            .sql(
                "0001_books",
                Sql::new(books!("TEXT"))
                    .on(Engine::Postgres, books!("TIMESTAMPTZ"))
                    .on(Engine::MySql, books!("DATETIME(6)")),
            )
            .sql(
                "0002_loans",
                "CREATE TABLE loans (isbn VARCHAR(40) NOT NULL, reader INTEGER NOT NULL, \
                 days INTEGER NOT NULL, PRIMARY KEY (isbn, reader))",
            )
    }
}

async fn open(config: &DatabaseConfig) -> (Database, Repository<book::Entity>) {
    let database = Database::connect(config).await.unwrap();
    database.migrate::<Library>().await.unwrap();
    let books = database.repository::<book::Entity>();
    (database, books)
}

fn book(isbn: &str, title: &str, pages: i32) -> book::ActiveModel {
    book::ActiveModel {
        isbn: Set(isbn.to_owned()),
        title: Set(title.to_owned()),
        pages: Set(pages),
        ..Default::default()
    }
}

const START: u64 = 1_800_000_000_000;

fn context(hand: &ManualClock, who: &str) -> ExecutionContext {
    ExecutionContext::new(&Clock::manual(hand), &Randomness::seeded(1))
        .with_principal(Principal::new(who))
}

#[tokio::test]
async fn rows_say_when_and_by_whom_they_were_made_and_changed() {
    on_each(|config| async move {
        let (database, books) = open(&config).await;
        let hand = ManualClock::at_unix_millis(START);
        let (ada, bob) = (context(&hand, "ada"), context(&hand, "bob"));
        let made = ada
            .scope(books.insert(book("1", "Emma", 400)))
            .await
            .unwrap();
        assert_eq!(made.version, 1);
        assert_eq!(
            made.created_at.timestamp_millis(),
            i64::try_from(START).unwrap()
        );
        assert_eq!(made.created_by.as_deref(), Some("ada"));
        hand.advance(Duration::from_secs(5));
        let mut changed: book::ActiveModel = made.clone().into();
        changed.title = Set("Emma!".to_owned());
        let changed = bob.scope(books.update(changed)).await.unwrap();
        assert_eq!((changed.version, changed.title.as_str()), (2, "Emma!"));
        assert_eq!(changed.created_at, made.created_at);
        assert_eq!(changed.created_by.as_deref(), Some("ada"));
        assert_eq!((changed.updated_at - made.updated_at).num_seconds(), 5);
        assert_eq!(changed.updated_by.as_deref(), Some("bob"));
        assert_eq!(books.get("1").await.unwrap(), changed);
        // Of nobody, outside of every request.
        let other = books.insert(book("2", "Persuasion", 250)).await.unwrap();
        assert_eq!((other.created_by, other.updated_by), (None, None));
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn nobody_overwrites_what_he_has_not_seen() {
    on_each(|config| async move {
        let (database, books) = open(&config).await;
        let read = books.insert(book("1", "Emma", 400)).await.unwrap();
        let change = |title: &str| {
            let mut row: book::ActiveModel = read.clone().into();
            row.title = Set(title.to_owned());
            row
        };
        books.update(change("first")).await.unwrap();
        let error = books.update(change("second")).await.unwrap_err();
        assert!(
            matches!(&error, DatabaseError::Stale { table } if table == "books"),
            "{error}"
        );
        assert_eq!(error.code(), "PL1321");
        assert_eq!(books.get("1").await.unwrap().title, "first");
        let error = books
            .update(book::ActiveModel {
                version: Set(1),
                ..book("9", "none", 1)
            })
            .await
            .unwrap_err();
        assert_eq!(error.code(), "PL1322");
        let error = books.update(book("1", "unread", 1)).await.unwrap_err();
        assert_eq!(error.code(), "PL1324");
        let error = books
            .update(<book::ActiveModel as Default>::default())
            .await
            .unwrap_err();
        assert_eq!(error.code(), "PL1324");
        // Many at once: each version is won by one.
        let wins = futures_util::future::join_all((0..10).map(|number| {
            let (books, title) = (books.clone(), number.to_string());
            async move {
                let mut row: book::ActiveModel = books.get("1").await.unwrap().into();
                row.title = Set(title);
                match books.update(row).await {
                    Ok(_) => 1,
                    Err(DatabaseError::Stale { .. }) => 0,
                    Err(other) => std::panic::panic_any(other),
                }
            }
        }))
        .await;
        let won: i64 = wins.iter().sum();
        assert!(won >= 1);
        assert_eq!(books.get("1").await.unwrap().version, 2 + won);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn deleted_rows_are_marked_seen_by_nobody_and_can_come_back() {
    on_each(|config| async move {
        let (database, books) = open(&config).await;
        let hand = ManualClock::at_unix_millis(START);
        let read = books.insert(book("1", "Emma", 400)).await.unwrap();
        books.insert(book("2", "Persuasion", 250)).await.unwrap();
        let ada = context(&hand, "ada");
        assert!(ada.clone().scope(books.delete("1")).await.unwrap());
        assert!(!books.delete("1").await.unwrap());
        assert_eq!(books.find("1").await.unwrap(), None);
        assert_eq!(books.get("1").await.unwrap_err().code(), "PL1322");
        assert_eq!(books.count(book::Column::Pages.gt(0)).await.unwrap(), 1);
        let error = books
            .update::<book::ActiveModel>(read.into())
            .await
            .unwrap_err();
        assert_eq!(error.code(), "PL1322");
        let all = books.with_deleted();
        let marked = all.get("1").await.unwrap();
        assert_eq!(marked.deleted_at, Some(i64::try_from(START).unwrap()));
        assert_eq!(
            (marked.version, marked.updated_by.as_deref()),
            (2, Some("ada"))
        );
        assert!(books.restore("1").await.unwrap());
        assert!(!books.restore("1").await.unwrap());
        assert_eq!(books.get("1").await.unwrap().deleted_at, None);
        assert!(books.purge("1").await.unwrap());
        assert!(!books.purge("1").await.unwrap());
        assert_eq!(all.find("1").await.unwrap(), None);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_not_managed_is_only_found_kept_and_removed() {
    on_each(|config| async move {
        let (database, _) = open(&config).await;
        let loans = database.repository::<loan::Entity>();
        let row = loan::ActiveModel {
            isbn: Set("1".to_owned()),
            reader: Set(7),
            days: Set(3),
        };
        loans.insert(row.clone()).await.unwrap();
        assert_eq!(loans.insert(row).await.unwrap_err().code(), "PL1310");
        let key = || ("1".to_owned(), 7);
        let mut row: loan::ActiveModel = loans.get(key()).await.unwrap().into();
        row.days = Set(4);
        assert_eq!(loans.update(row).await.unwrap().days, 4);
        assert_eq!(loans.restore(key()).await.unwrap_err().code(), "PL1324");
        assert!(loans.delete(key()).await.unwrap());
        assert_eq!(loans.find(key()).await.unwrap(), None);
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn it_works_in_the_current_transaction() {
    on_each(|config| async move {
        let (database, books) = open(&config).await;
        let outcome = database
            .transaction(async |_: &Transaction| {
                books.insert(book("1", "Emma", 400)).await?;
                assert!(books.find("1").await?.is_some());
                Err::<(), _>(DatabaseError::Deadline)
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(books.find("1").await.unwrap(), None);
        database.close().await.unwrap();
    })
    .await;
}

/// Titles that are alike, and values that would be statements if they were not bound.
async fn shelf(books: &Repository<book::Entity>) -> Vec<String> {
    for number in 0..23 {
        let title = ["a", "b'; DROP TABLE books; --", "c"][number % 3];
        let pages = i32::try_from(number / 4).unwrap();
        books
            .insert(book(&format!("{number:02}"), title, pages))
            .await
            .unwrap();
    }
    books.delete("05").await.unwrap();
    let query = books.select().order_by_desc(book::Column::Title);
    let all = query
        .order_by_asc(book::Column::Pages)
        .order_by_asc(book::Column::Isbn)
        .all(books.database())
        .await
        .unwrap();
    assert_eq!(all.len(), 22);
    all.into_iter().map(|book| book.isbn).collect()
}

#[tokio::test]
async fn pages_by_number_have_all_rows_once() {
    on_each(|config| async move {
        let (database, books) = open(&config).await;
        shelf(&books).await;
        let mut seen = Vec::new();
        for number in 1..=5 {
            let query = books.select().order_by_asc(book::Column::Isbn);
            let request = PageRequest::new(number, 6).unwrap();
            let page = books.page(query, request).await.unwrap();
            assert_eq!((page.total, page.pages(), page.page), (22, 4, number));
            seen.extend(page.items.into_iter().map(|book| book.isbn));
        }
        assert_eq!(seen.len(), 22);
        assert!(seen.is_sorted());
        for (page, size) in [(0, 6), (1, 0), (1, 1_001)] {
            assert_eq!(PageRequest::new(page, size).unwrap_err().code(), "PL1323");
        }
        database.close().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn pages_by_key_have_all_rows_once_though_others_come_and_go() {
    on_each(|config| async move {
        let (database, books) = open(&config).await;
        let expected = shelf(&books).await;
        let keyset = Keyset::new(5)
            .by(book::Column::Title, Order::Desc)
            .by(book::Column::Pages, Order::Asc);
        let mut seen = Vec::new();
        let mut place = keyset.clone();
        loop {
            let page = books.page_after(books.select(), &place).await.unwrap();
            assert!(!page.items.is_empty() && page.items.len() <= 5);
            seen.extend(page.items.iter().map(|book| book.isbn.clone()));
            // One comes before this place, and the last one that was seen goes.
            let (first, last) = (seen.len(), seen.last().unwrap());
            books
                .insert(book(&format!("z{first}"), "d", 0))
                .await
                .unwrap();
            books.delete(last.clone()).await.unwrap();
            match page.next {
                Some(next) => place = keyset.clone().after(next),
                None => break,
            }
        }
        assert_eq!(seen, expected);
        // The query may be narrowed.
        let query = books.select().filter(book::Column::Title.eq("a"));
        let page = books.page_after(query, &keyset).await.unwrap();
        assert!(page.items.iter().all(|book| book.title == "a"));

        for cursor in ["", "nonsense", "s61", "s61.i0", "' OR 1=1"] {
            let wrong = keyset.clone().after(cursor);
            let error = books.page_after(books.select(), &wrong).await.unwrap_err();
            assert_eq!(error.code(), "PL1323", "{cursor}");
        }
        let empty = Keyset::new(1).by(book::Column::DeletedAt, Order::Asc);
        let error = books.page_after(books.select(), &empty).await.unwrap_err();
        assert_eq!(error.code(), "PL1324");
        database.close().await.unwrap();
    })
    .await;
}
