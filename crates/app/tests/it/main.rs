//! The whole application through its own doors.

mod access;
mod house;
mod identity;
mod kill;
mod live;
