//! All cluster I/O of the platform.

pub mod control_plane;
