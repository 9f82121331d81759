//! The whole application through its own doors.

mod access;
mod demo;
mod faults;
mod house;
mod identity;
mod kill;
mod live;
mod story;
