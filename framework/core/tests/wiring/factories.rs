//! What is made from arguments that are known only at run time.

use purlin::{__private::BoxError, error::Category, prelude::*};

pub(crate) struct Archive(&'static str);

/// Constructor injection with two arguments among the fields.
#[provides]
pub(crate) struct Report {
    #[assisted]
    title: String,
    archive: Arc<Archive>,
    #[value(3)]
    copies: u8,
    #[assisted]
    day: u32,
}

/// A tuple struct with one argument, which is then no tuple.
#[provides]
pub(crate) struct Page(#[assisted] u32, Arc<Archive>);

pub(crate) trait Letter: Send + Sync {
    fn text(&self) -> String;
}

pub(crate) struct Plain(String);

impl Letter for Plain {
    fn text(&self) -> String {
        self.0.clone()
    }
}

#[derive(Debug)]
pub(crate) struct Opened(String);

#[provides(scope = transient)]
pub(crate) struct Draft {
    #[assisted]
    number: usize,
    letters: Factory<dyn Letter>,
}

/// Asks for factories, as a hook may as well.
#[provides]
pub(crate) struct Office {
    reports: Factory<Report>,
    pages: Factory<Page>,
    letters: Factory<dyn Letter>,
    opened: Factory<Opened>,
    drafts: Factory<Draft>,
}

pub(crate) struct OfficeModule;

#[module(components = [Report, Page, Draft, Office])]
impl OfficeModule {
    #[provides]
    fn archive() -> Archive {
        Archive("cellar")
    }

    #[provides]
    fn letter(archive: &Archive, #[assisted] to: String) -> Arc<dyn Letter> {
        Arc::new(Plain(format!("to {to} from {}", archive.0)))
    }

    #[health]
    fn open_today(office: &Office) -> Health {
        let _ = &office.reports;
        Health::healthy()
    }

    /// Asynchronous, and it may fail.
    #[provides]
    async fn open(
        #[assisted] drawer: u8,
        archive: Arc<Archive>,
        #[assisted] key: Option<&'static str>,
    ) -> Result<Opened, std::num::ParseIntError> {
        tokio::task::yield_now().await;
        assert_ne!(drawer, 13, "not that one");
        let number: u8 = key.unwrap_or("none").parse()?;
        Ok(Opened(format!("{}/{drawer}/{number}", archive.0)))
    }

    #[on_start]
    async fn first(letters: Factory<dyn Letter>) -> Result<(), BoxError> {
        let letter = letters.make("all".to_owned()).await?;
        assert_eq!(letter.text(), "to all from cellar");
        Ok(())
    }
}

#[app(modules = [OfficeModule])]
pub(crate) struct Bureau;

#[tokio::test]
async fn a_factory_makes_anew_from_what_is_injected_and_what_is_given() {
    let running = Bureau::builder().start().await.unwrap();
    let office = running.get::<Office>();
    let report: Report = office.reports.make(("July".to_owned(), 7)).await.unwrap();
    assert_eq!(
        (&*report.title, report.archive.0, report.copies, report.day),
        ("July", "cellar", 3, 7)
    );
    let (first, second) = (
        office.pages.make(1).await.unwrap(),
        office.pages.make(2).await.unwrap(),
    );
    assert_eq!((first.0, second.0, first.1.0), (1, 2, "cellar"));
    let letter: Arc<dyn Letter> = office.letters.make("you".to_owned()).await.unwrap();
    assert_eq!(letter.text(), "to you from cellar");
    let draft = running.get::<Factory<Draft>>().make(4).await.unwrap();
    assert_eq!(draft.number, 4);
    assert_eq!(
        draft.letters.make("me".to_owned()).await.unwrap().text(),
        "to me from cellar"
    );
    assert_eq!(office.drafts.make(5).await.unwrap().number, 5);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn pl1404_a_provider_that_fails_or_panics_is_an_error_of_the_call() {
    let running = Bureau::builder().start().await.unwrap();
    let office = running.get::<Office>();
    assert_eq!(
        office.opened.make((1, Some("7"))).await.unwrap().0,
        "cellar/1/7"
    );
    let error = office.opened.make((1, None)).await.unwrap_err();
    assert_eq!(
        (error.code(), error.category()),
        ("PL1404", Category::Dependency)
    );
    assert_eq!(error.message(), "`OfficeModule::open` could not be made");
    assert!(
        error.render().contains("invalid digit"),
        "{}",
        error.render()
    );
    let error = office.opened.make((13, None)).await.unwrap_err();
    assert!(
        error.render().contains("not that one"),
        "{}",
        error.render()
    );
    running.stop().await.unwrap();
}

#[tokio::test]
async fn tests_make_factories_of_their_own() {
    let factory = Factory::<Page>::of(|number| {
        if number == 0 {
            return Err("no page 0".into());
        }
        Ok(Page(number, Arc::new(Archive("test"))))
    });
    assert_eq!(factory.make(3).await.unwrap().0, 3);
    assert!(factory.make(0).await.is_err());
}
