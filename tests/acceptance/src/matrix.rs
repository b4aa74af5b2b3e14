//! Tests that run on each control plane with each client.

use anyhow::Result;
use xtask::tools::Tool;

use crate::{Extent, Platform, Shared, at_hand};

/// A control plane, by who made its API server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// `openchoreo dev`.
    Embedded,
    /// kube-apiserver and etcd, with `openchoreo controller`.
    Real,
}

/// What a test runs on.
#[derive(Clone, Copy, Debug)]
pub struct On {
    server: Server,
    client: Option<Tool>,
}

impl On {
    /// This control plane and this client; nothing where one of them is not at hand, which is then said.
    pub fn at_hand(server: Server, client: Tool) -> Option<Self> {
        let on = Self::served(server)?;
        at_hand(&[client]).then_some(Self { client: Some(client), ..on })
    }

    /// This control plane, for a test without a client; nothing where it is not at hand, which is then said.
    pub fn served(server: Server) -> Option<Self> {
        let served = server == Server::Embedded || Extent::Api.at_hand();
        (served && at_hand(&[Tool::Kubectl])).then_some(Self { server, client: None })
    }

    /// The control plane.
    pub fn server(self) -> Server {
        self.server
    }

    /// The client, for tests that have one.
    pub fn client(self) -> Option<Tool> {
        self.client
    }

    /// Starts the control plane, or takes a part of the one that runs already.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start(self) -> Result<Platform> {
        match self.server {
            Server::Embedded => Platform::embedded(self.client, "warn").await,
            Server::Real => Platform::real(self.client, Shared::Platform).await,
        }
    }

    /// As [`Self::start`], on a disk that has what is written before it is acknowledged.
    ///
    /// # Errors
    /// As for [`Self::start`].
    pub async fn start_durable(self) -> Result<Platform> {
        match self.server {
            Server::Embedded => self.start().await,
            Server::Real => Platform::real(self.client, Shared::Durable).await,
        }
    }

    /// As [`Self::start_durable`], with controllers that log all they can.
    ///
    /// # Errors
    /// As for [`Self::start`].
    pub async fn start_talkative(self) -> Result<Platform> {
        match self.server {
            Server::Embedded => Platform::embedded(self.client, "trace").await,
            Server::Real => self.start_durable().await,
        }
    }
}

/// Makes a test of each function for each control plane and each client. The functions take an [`On`]. Those after
/// `; embedded:` are for control planes that a test has for itself.
#[macro_export]
macro_rules! matrix {
    (@tests $server:ident $client:ident: $($name:ident)*) => {
        $(#[tokio::test]
        async fn $name() -> anyhow::Result<()> {
            match $crate::On::at_hand($crate::Server::$server, xtask::tools::Tool::$client) {
                Some(on) => super::super::$name(on).await,
                None => Ok(()),
            }
        })*
    };
    ($($name:ident),* $(,)?) => {
        $crate::matrix!($($name),*; embedded:);
    };
    ($($name:ident),*; embedded: $($own:ident),* $(,)?) => {
        mod embedded {
            mod terraform {
                $crate::matrix!(@tests Embedded Terraform: $($name)* $($own)*);
            }
            mod tofu {
                $crate::matrix!(@tests Embedded OpenTofu: $($name)* $($own)*);
            }
        }

        mod real {
            mod terraform {
                $crate::matrix!(@tests Real Terraform: $($name)*);
            }
            mod tofu {
                $crate::matrix!(@tests Real OpenTofu: $($name)*);
            }
        }
    };
}

/// Makes a test of each function for each control plane, without a client. The functions take an [`On`].
#[macro_export]
macro_rules! servers {
    (@tests $server:ident: $($name:ident)*) => {
        $(#[tokio::test]
        async fn $name() -> anyhow::Result<()> {
            match $crate::On::served($crate::Server::$server) {
                Some(on) => super::$name(on).await,
                None => Ok(()),
            }
        })*
    };
    ($($name:ident),* $(,)?) => {
        mod embedded {
            $crate::servers!(@tests Embedded: $($name)*);
        }

        mod real {
            $crate::servers!(@tests Real: $($name)*);
        }
    };
}
