//! Partitions that come and go, as they are counted.

/// What becomes of partitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebalance {
    /// They are ours.
    Assigned,
    /// They are to be let go.
    Revoked,
    /// They are others' already.
    Lost,
}

impl Rebalance {
    pub(super) const ALL: [Self; 3] = [Self::Assigned, Self::Revoked, Self::Lost];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Revoked => "revoked",
            Self::Lost => "lost",
        }
    }
}
