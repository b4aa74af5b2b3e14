//! A socket in the file system that nobody but the user, or one group, can reach.

use std::{
    fs::{self, DirBuilder, Permissions},
    hash::{BuildHasher, RandomState},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt, chown},
    path::{Path, PathBuf},
};

use tokio::net::{UnixListener, UnixStream};

/// A listening socket in a directory of its own. Both are removed with the value.
#[derive(Debug)]
pub(super) struct Socket {
    listener: UnixListener,
    path: PathBuf,
    _directory: Directory,
}

/// Why there is no socket.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// The directory cannot be made.
    #[error("cannot make a directory for the socket in {}: {source}", parent.display())]
    Directory {
        /// Where it was to be.
        parent: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// The socket cannot be made.
    #[error("cannot listen on {}: {source} (the length of the path is limited; TMPDIR can name a shorter one)", path.display())]
    Bind {
        /// Where it was to be.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// There is no such group.
    #[error("PLUGIN_UNIX_SOCKET_GROUP names the group {0:?}, which /etc/group does not have")]
    NoSuchGroup(String),
    /// The group cannot be admitted.
    #[error("cannot open the socket to group {group:?}: {source}")]
    Group {
        /// The group.
        group: String,
        /// What went wrong.
        source: io::Error,
    },
}

impl Socket {
    /// Listens in a new directory under `parent`. Needs a Tokio runtime.
    pub(super) fn bind(parent: &Path, group: Option<&str>) -> Result<Self, SocketError> {
        let directory = Directory::create(parent)?;
        let path = directory.0.join("socket");
        let listener = UnixListener::bind(&path).map_err(|source| SocketError::Bind { path: path.clone(), source })?;
        if let Some(group) = group {
            let id = group_id(group)?;
            admit(id, &directory.0, &path).map_err(|source| SocketError::Group { group: group.into(), source })?;
        }
        Ok(Self { listener, path, _directory: directory })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        Ok(self.listener.accept().await?.0)
    }
}

/// A directory that is removed with all that is in it when the value goes.
#[derive(Debug)]
struct Directory(PathBuf);

impl Directory {
    /// Makes a directory of a name that nobody can guess, open to the user alone from its first moment.
    fn create(parent: &Path) -> Result<Self, SocketError> {
        loop {
            let path = parent.join(format!("plugin-{:016x}", RandomState::new().hash_one(std::process::id())));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(SocketError::Directory { parent: parent.into(), source }),
            }
        }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(path = %self.0.display(), %error, "cannot remove the socket's directory");
        }
    }
}

/// Lets a group pass through the directory and connect.
fn admit(group: u32, directory: &Path, socket: &Path) -> io::Result<()> {
    chown(socket, None, Some(group))?;
    fs::set_permissions(socket, Permissions::from_mode(0o660))?;
    chown(directory, None, Some(group))?;
    fs::set_permissions(directory, Permissions::from_mode(0o710))
}

/// The number of a group that is given by name or number.
fn group_id(group: &str) -> Result<u32, SocketError> {
    let absent = || SocketError::NoSuchGroup(group.into());
    if let Ok(id) = group.parse() {
        return Ok(id);
    }
    let groups =
        fs::read_to_string("/etc/group").map_err(|source| SocketError::Group { group: group.into(), source })?;
    find_group(&groups, group).ok_or_else(absent)
}

/// Looks a name up in the format of `/etc/group`.
fn find_group(groups: &str, name: &str) -> Option<u32> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then(|| fields.nth(1)?.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_else_reaches_the_socket_and_nothing_stays() {
        let parent = tempfile::tempdir().unwrap();
        let socket = Socket::bind(parent.path(), None).unwrap();
        let directory = socket.path().parent().unwrap();
        assert_eq!(fs::metadata(directory).unwrap().permissions().mode() & 0o777, 0o700);
        UnixStream::connect(socket.path()).await.unwrap();
        drop(socket);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_group_gets_no_more_than_it_needs() {
        let parent = tempfile::tempdir().unwrap();
        let own = {
            use std::os::unix::fs::MetadataExt;
            fs::metadata(parent.path()).unwrap().gid().to_string()
        };
        let socket = Socket::bind(parent.path(), Some(&own)).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(socket.path()), 0o660);
        assert_eq!(mode(socket.path().parent().unwrap()), 0o710);
    }

    #[tokio::test]
    async fn a_group_that_is_not_there_is_named() {
        let parent = tempfile::tempdir().unwrap();
        let error = Socket::bind(parent.path(), Some("no such group")).unwrap_err();
        assert!(matches!(error, SocketError::NoSuchGroup(name) if name == "no such group"));
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn groups_are_found_by_their_whole_name() {
        let groups = "root:x:0:\nstaff:x:50:me\nbroken\n";
        assert_eq!(find_group(groups, "staff"), Some(50));
        assert_eq!(find_group(groups, "sta"), None);
        assert_eq!(find_group(groups, "broken"), None);
    }
}
