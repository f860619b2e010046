use purlin::prelude::*;

use super::{Greeter, GreetingApi, GreetingConfig};

/// Serves `/`.
#[module(config = GreetingConfig, components = [Greeter, GreetingApi])]
pub struct GreetingModule;
