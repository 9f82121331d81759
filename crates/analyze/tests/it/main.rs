//! The funnel as people and programs meet it.

mod index;
mod numbers;
