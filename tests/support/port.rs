//! Free ports on loopback.

use std::hash::{BuildHasher, RandomState};
use std::net::TcpListener;

/// Ports above are handed out by the system to outgoing connections, and may be taken between our look and our use.
const FIRST_EPHEMERAL: u16 = 32_768;
const FIRST: u16 = 20_000;

/// The first of `count` ports in a row that nothing listens on.
pub fn free_ports(count: u16) -> u16 {
    let candidates = u64::from(FIRST_EPHEMERAL - FIRST - count);
    loop {
        // A new `RandomState` is the standard library's only source of randomness.
        let random = RandomState::new().hash_one(count) % candidates;
        let first = FIRST + u16::try_from(random).expect("a port below the ephemeral ones");
        if (first..first + count).all(|port| TcpListener::bind(("127.0.0.1", port)).is_ok()) {
            return first;
        }
    }
}
