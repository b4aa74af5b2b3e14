//! The real clusters that the tests of one process share.

use crate::{Extent, Storage};

/// A real cluster, by what it is for. A test process starts those that its tests ask for, each once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// An API server whose history of changes is a second or two long.
    Forgetful,
    /// An API server and the controllers that delete objects.
    Api,
    /// All controllers, the scheduler and a simulated node.
    Full,
    /// An API server on which nobody installs anything.
    Bare,
    /// An API server with the platform: its definitions and its controllers, which simulate workloads.
    Platform,
    /// As [`Self::Platform`], and the disk has what is written before it is acknowledged. The controllers log all they can.
    Durable,
}

impl Shared {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Forgetful, Self::Api, Self::Full, Self::Bare, Self::Platform, Self::Durable];

    /// Its name among the arguments of the program `real-cluster`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forgetful => "forgetful",
            Self::Api => "api",
            Self::Full => "full",
            Self::Bare => "bare",
            Self::Platform => "platform",
            Self::Durable => "durable",
        }
    }

    /// How much of a cluster it is.
    pub fn extent(self) -> Extent {
        match self {
            Self::Forgetful => Extent::Forgetful,
            Self::Full => Extent::Full,
            Self::Api | Self::Bare | Self::Platform | Self::Durable => Extent::Api,
        }
    }

    /// How it keeps what is written.
    pub fn storage(self) -> Storage {
        match self {
            Self::Durable => Storage::Durable,
            Self::Forgetful | Self::Api | Self::Full | Self::Bare | Self::Platform => Storage::Passing,
        }
    }

    /// What the controllers of the platform log, where it has any.
    pub fn controllers(self) -> Option<&'static str> {
        match self {
            Self::Platform => Some("warn"),
            Self::Durable => Some("trace"),
            Self::Forgetful | Self::Api | Self::Full | Self::Bare => None,
        }
    }
}
