//! How the items of a list are told apart.

/// `x-kubernetes-list-type`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ListType {
    /// The list is one value; this is the default.
    #[default]
    Atomic,
    /// Items are scalars and unique.
    Set,
    /// Items are objects, unique by the values of these keys.
    Map(Vec<String>),
}
