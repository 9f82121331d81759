//! The whole application through its own doors.

mod access;
mod demo;
mod faults;
mod house;
mod identity;
mod jobs;
mod kill;
mod live;
mod marketing;
mod privacy;
mod story;
