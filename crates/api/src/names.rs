//! Names that the platform gives meaning to: labels, annotations, finalizers and the seeded defaults.

/// Label with the organization that an object belongs to.
pub const ORGANIZATION: &str = "choreo.dev/organization";
/// Label with the project that an object belongs to.
pub const PROJECT: &str = "choreo.dev/project";
/// Label with the component that an object was compiled from.
pub const COMPONENT: &str = "choreo.dev/component";
/// Label with the environment that an object belongs to.
pub const ENVIRONMENT: &str = "choreo.dev/environment";
/// Label with the data plane that an object was compiled for.
pub const DATA_PLANE: &str = "choreo.dev/data-plane";
/// Label that marks a namespace as a cell (`true`).
pub const CELL: &str = "choreo.dev/cell";
/// Label with the language runtime of a component.
pub const RUNTIME: &str = "choreo.dev/runtime";
/// Standard label that says what manages an object.
pub const MANAGED_BY: &str = "app.kubernetes.io/managed-by";
/// Value of [`MANAGED_BY`] on everything that the platform creates.
pub const MANAGER: &str = "openchoreo";

/// Annotation on an existing namespace that lets the organization of this name take it over.
/// Its value is the organization's name.
pub const ADOPT: &str = "choreo.dev/adopt";
/// Annotation on a namespace that an organization took over rather than created (`true`); it outlives the organization.
pub const ADOPTED: &str = "choreo.dev/adopted";

/// Finalizer that the controllers set on every kind whose deletion has consequences elsewhere.
pub const FINALIZER: &str = "choreo.dev/cleanup";

/// Field manager of the controllers.
pub const FIELD_MANAGER: &str = "openchoreo";

/// Name of the organization, project and pipeline that a manifest which names none belongs to.
pub const DEFAULT: &str = "default";
/// Name of the data plane that `openchoreo dev` seeds.
pub const DEFAULT_DATA_PLANE: &str = "local";
/// Name of the environment that `openchoreo dev` seeds.
pub const DEFAULT_ENVIRONMENT: &str = "development";
/// Image registry of the seeded data plane.
pub const DEFAULT_REGISTRY: &str = "registry.local:5000";
