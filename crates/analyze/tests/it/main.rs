//! Numbers as people and programs meet them.

mod control;
mod demo;
mod forecast;
mod funnel;
mod numbers;
mod reconcile;
mod weak;
