//! Numbers as people and programs meet them.

mod content;
mod control;
mod demo;
mod edges;
mod forecast;
mod funnel;
mod marks;
mod numbers;
mod qualifying;
mod reconcile;
mod settings;
mod weak;
