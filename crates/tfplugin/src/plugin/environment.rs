//! What a host says to a plugin in environment variables.

use std::{ops::RangeInclusive, path::PathBuf};

const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// The environment of a plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Environment {
    /// A host started this process, not a human.
    pub(super) started_by_host: bool,
    /// Protocol versions that the host speaks; empty where it does not say.
    pub(super) protocols: Vec<u32>,
    /// PEM of the only certificate that may connect.
    pub(super) client_certificate: Option<String>,
    /// The user turned TLS between host and plugins off.
    pub(super) tls_disabled: bool,
    /// Ports to choose from; `0..=0` for any.
    pub(super) ports: RangeInclusive<u16>,
    /// Where sockets are to be made; the system's directory for temporary files by default.
    pub(super) socket_dir: PathBuf,
    /// Name or number of a group that may connect besides the user.
    pub(super) socket_group: Option<String>,
    /// The host would like to multiplex further connections, and reads a seventh field of the handshake.
    pub(super) asks_for_multiplexing: bool,
}

/// A variable that cannot be understood.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// A port that is none.
    #[error("{name} is {value:?}: a number from 0 to 65535 is expected")]
    Port {
        /// The variable.
        name: &'static str,
        /// What it holds.
        value: String,
    },
    /// A range without ports.
    #[error("PLUGIN_MIN_PORT {min} is greater than PLUGIN_MAX_PORT {max}")]
    Range {
        /// The lowest port.
        min: u16,
        /// The highest port.
        max: u16,
    },
}

impl Environment {
    /// Reads the variables through `lookup`. A variable that is set to nothing counts as not set.
    pub(super) fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, EnvironmentError> {
        let get = |name: &str| lookup(name).filter(|value| !value.is_empty());
        Ok(Self {
            started_by_host: get(COOKIE.0).as_deref() == Some(COOKIE.1),
            protocols: numbers(&get("PLUGIN_PROTOCOL_VERSIONS").unwrap_or_default()),
            client_certificate: get("PLUGIN_CLIENT_CERT"),
            tls_disabled: get("TF_DISABLE_PLUGIN_TLS").is_some(),
            ports: ports(&get)?,
            socket_dir: get("PLUGIN_UNIX_SOCKET_DIR").map_or_else(std::env::temp_dir, PathBuf::from),
            socket_group: get("PLUGIN_UNIX_SOCKET_GROUP"),
            asks_for_multiplexing: get("PLUGIN_MULTIPLEX_GRPC").is_some(),
        })
    }

    /// Whether the host speaks `version`. A host that names no version is taken at the plugin's.
    pub(super) fn speaks(&self, version: u32) -> bool {
        self.protocols.is_empty() || self.protocols.contains(&version)
    }
}

/// Numbers between commas. Anything else is a version that this library does not know either.
fn numbers(text: &str) -> Vec<u32> {
    text.split(',').filter_map(|part| part.trim().parse().ok()).collect()
}

fn ports(get: &impl Fn(&str) -> Option<String>) -> Result<RangeInclusive<u16>, EnvironmentError> {
    let port = |name| match get(name) {
        None => Ok(0),
        Some(value) => value.parse().map_err(|_| EnvironmentError::Port { name, value }),
    };
    let (min, max) = (port("PLUGIN_MIN_PORT")?, port("PLUGIN_MAX_PORT")?);
    if min > max { Err(EnvironmentError::Range { min, max }) } else { Ok(min..=max) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Environment, EnvironmentError> {
        Environment::read(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into()))
    }

    #[test]
    fn only_the_right_cookie_counts() {
        assert!(read(&[COOKIE]).unwrap().started_by_host);
        assert!(!read(&[(COOKIE.0, "x")]).unwrap().started_by_host);
        assert!(!read(&[]).unwrap().started_by_host);
    }

    #[test]
    fn versions_come_in_any_order() {
        for text in ["5,6", "6,5", " 6 ", "six,6"] {
            assert!(read(&[("PLUGIN_PROTOCOL_VERSIONS", text)]).unwrap().speaks(6), "{text}");
        }
        assert!(!read(&[("PLUGIN_PROTOCOL_VERSIONS", "4,5")]).unwrap().speaks(6));
        assert!(read(&[]).unwrap().speaks(6));
    }

    #[test]
    fn a_port_range_must_make_sense() {
        let range = |min, max| read(&[("PLUGIN_MIN_PORT", min), ("PLUGIN_MAX_PORT", max)]).map(|read| read.ports);
        assert_eq!(range("10000", "25000"), Ok(10000..=25000));
        assert_eq!(range("", ""), Ok(0..=0));
        assert_eq!(range("9", "8"), Err(EnvironmentError::Range { min: 9, max: 8 }));
        let wrong = EnvironmentError::Port { name: "PLUGIN_MAX_PORT", value: "70000".into() };
        assert_eq!(range("1", "70000"), Err(wrong));
    }

    #[test]
    fn a_variable_without_content_is_not_set() {
        let environment = read(&[("PLUGIN_CLIENT_CERT", ""), ("TF_DISABLE_PLUGIN_TLS", "")]).unwrap();
        assert_eq!((environment.client_certificate, environment.tls_disabled), (None, false));
    }
}
