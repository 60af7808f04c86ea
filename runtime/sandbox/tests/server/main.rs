//! The sandbox over real loopback connections, asked by a client that writes its requests by hand.

mod client;
mod every_operation;
mod faults;
mod jobs;
mod local;
mod requests;
mod signatures;
mod weather;
