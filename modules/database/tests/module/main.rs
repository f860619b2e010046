//! The module as those who use it meet it: one test program, because each is linked anew.

mod application;
mod attribute;
mod config;
mod failure;
mod fault;
mod health;
mod migration;
mod nesting;
mod observe;
mod outbox;
mod replica;
mod repository;
mod restart;
mod retry;
mod rotation;
mod server;
mod support;
mod tenants;
mod transaction;
