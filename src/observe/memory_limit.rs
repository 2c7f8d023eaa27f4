//! How much memory the control group of this process may take: what a container is killed for going beyond.

use std::fs;

/// Where a container sees its own limit: control groups of version 2, then of version 1.
const FILES: [&str; 2] = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// Version 1 writes a number that no machine has where there is no limit.
const NO_LIMIT: f64 = (1_u64 << 60) as f64;

/// The limit in bytes, where there is one.
pub(super) fn read() -> Option<f64> {
    FILES.iter().find_map(|file| limit(&fs::read_to_string(file).ok()?))
}

fn limit(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|bytes| *bytes < NO_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_that_a_machine_can_have() {
        assert_eq!(limit("536870912\n"), Some(536_870_912.0));
        for none in ["max\n", "9223372036854771712\n", ""] {
            assert_eq!(limit(none), None, "{none:?}");
        }
    }
}
