//! A module that is imported on several ways, and listed as well, is one module.
#![forbid(unsafe_code)]
#![deny(warnings)]

use purlin::prelude::*;

#[provides]
struct Base;

#[module(components = [Base])]
struct BaseModule;

#[provides]
struct Left(Arc<Base>);

#[module(components = [Left], imports = [BaseModule])]
struct LeftModule;

#[provides]
struct Right(Arc<Base>);

#[module(components = [Right], imports = [BaseModule])]
struct RightModule;

struct TopModule;

#[module(imports = [LeftModule, RightModule, BaseModule])]
impl TopModule {
    #[on_start]
    async fn warm(left: &Left, right: &Right) {
        assert!(Arc::ptr_eq(&left.0, &right.0));
    }
}

#[app(modules = [TopModule, BaseModule])]
struct Storefront;

fn main() {
    drop(Storefront::builder());
}
