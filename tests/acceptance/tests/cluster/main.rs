//! A real cluster: all controllers, the scheduler and a simulated node.

mod life_cycle;
mod workloads;
