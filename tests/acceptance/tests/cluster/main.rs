//! A real cluster: all controllers, the scheduler and a simulated node.

// It reads the processes that there are from /proc.
#[cfg(target_os = "linux")]
mod life_cycle;
mod workloads;
