//! What Terraform core enforces on schemas and values, as functions.
//!
//! Core turns most of these into "Provider produced ..." errors; here they are violations with path and rule, for
//! tests without Terraform and for a server that would rather name its own provider's mistake.
//!
//! | rule | tests |
//! |---|---|
//! | names are of lowercase letters, digits and underscores | [`Rule::Name`]: `names_are_lowercase` |
//! | who sets an attribute is said in one way | [`Mode`](crate::schema::Mode) by construction; [`Rule::Mode`]: `defaults_and_write_only_need_their_mode` |
//! | an attribute has a type or nested attributes | [`AttributeKind`](crate::schema::AttributeKind) by construction |
//! | no dynamic or write-only attribute in a set | [`Rule::SetMember`]: `sets_hold_nothing_dynamic_or_write_only` |
//! | bounds of blocks fit their nesting | [`Rule::BlockBounds`]: `bounds_of_blocks_fit_their_nesting` |
//! | values are of the schema's type | [`Rule::Type`]: `values_are_of_the_type_of_the_schema` |
//! | a plan is null if and only if the configuration is | [`Rule::PlanNull`], [`Rule::DestroyNotNull`]: `a_plan_is_null_where_the_configuration_is` |
//! | what is configured is planned, or the prior value | [`Rule::Configured`]: `a_configured_value_is_planned_as_it_is_or_as_it_was` |
//! | what is not configured is null unless computed | [`Rule::NotComputed`]: `only_computed_values_are_planned_where_none_is_configured` |
//! | write-only values are null everywhere | [`Rule::WriteOnly`]: `write_only_values_are_null_everywhere` |
//! | blocks keep their number and keys, known and not null | [`Rule::Blocks`]: `blocks_keep_their_number_and_keys` |
//! | configured nested objects keep their number and keys and stay known | [`Rule::Nested`]: `nested_objects_keep_their_number_and_keys` |
//! | what requires a replacement exists | [`Rule::NoSuchPath`]: `what_requires_a_replacement_exists` |
//! | the second plan takes the same action | [`Rule::OtherAction`]: `the_second_plan_takes_the_same_action` |
//! | known values of a plan stay | [`Rule::Changed`], [`Rule::Elements`]: `the_second_plan_only_learns`, `what_was_planned_is_applied` |
//! | refinements of unknown values are honoured | [`Rule::Refinement`]: `what_was_promised_of_an_unknown_value_holds` |
//! | states are wholly known | [`Rule::Unknown`]: `states_are_wholly_known` |
//! | an applied state is null if and only if the plan is | [`Rule::ApplyNull`]: `an_applied_state_is_null_where_the_plan_is` |
//! | an import finds exactly one object | [`Rule::OneImport`]: `an_import_finds_one_object` |
//!
//! A prior spelling that says the same as the live value stays in the state: tested where values are read, in
//! [`crd`](crate::crd) (`another_spelling_of_the_same_is_no_drift`), as is that validation tolerates unknown values
//! (`tolerates_unknown_values`). Rules about calls and private bytes belong to the server.

use crate::diagnostic::{AttributePath, Place};

mod plan;
mod same;
mod schema;
mod state;

pub use plan::{Plan, plan, second_plan};
pub use schema::schema;
pub use state::{apply, import, read};

/// A rule that a provider breaks, and where. Never with the value, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {rule}")]
pub struct Violation {
    /// The attribute or block.
    pub path: AttributePath,
    /// The rule.
    pub rule: Rule,
}

/// What Terraform core enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// A name has other characters than `a` to `z`, `0` to `9` and `_`, or names both an attribute and a block.
    #[error("a name must be of lowercase letters, digits and underscores, and be used once")]
    Name,
    /// A default where the provider may not set a value, or a write-only attribute that it may.
    #[error("a default needs an attribute that is optional and computed, write-only one that is not computed")]
    Mode,
    /// A dynamic or write-only attribute inside a set.
    #[error("a set cannot hold dynamic or write-only attributes")]
    SetMember,
    /// Bounds that the nesting of a block does not allow.
    #[error("bounds of a single block must be 0 or 1, a map has none, and the lower is not above the upper")]
    BlockBounds,
    /// A value is of another type.
    #[error("the value must be of the type of the schema")]
    Type,
    /// A null plan for a configuration.
    #[error("the plan of a configuration must not be null")]
    PlanNull,
    /// A plan where the configuration is gone.
    #[error("the plan of a destroy must be null")]
    DestroyNotNull,
    /// A planned value is neither the configured nor the prior one.
    #[error("a configured value must be planned as it is configured or as it was before")]
    Configured,
    /// A value is planned where none is configured and none is computed.
    #[error("a value that is not configured must be planned as null unless it is computed")]
    NotComputed,
    /// A write-only value is stored.
    #[error("a write-only value must be null")]
    WriteOnly,
    /// Blocks appear, vanish or are unknown.
    #[error("blocks must be planned with the number and keys of the configuration")]
    Blocks,
    /// Nested objects appear, vanish or are unknown.
    #[error("configured nested objects must be planned with the number and keys of the configuration")]
    Nested,
    /// A path to a value that exists neither before nor after.
    #[error("what requires a replacement must exist in the prior or planned state")]
    NoSuchPath,
    /// The plan made during apply does something else.
    #[error("the second plan must take the action of the first, or none in place of an update")]
    OtherAction,
    /// A known planned value became another.
    #[error("a known planned value must stay")]
    Changed,
    /// Elements of a planned collection vanished or appeared.
    #[error("elements of a planned collection must neither vanish nor appear")]
    Elements,
    /// A value breaks what was promised when it was unknown.
    #[error("a value must be what was promised while it was unknown")]
    Refinement,
    /// A state has unknown values.
    #[error("a state must be wholly known")]
    Unknown,
    /// The applied state is null and the plan is not, or the other way round.
    #[error("an applied state must be null if and only if the plan is")]
    ApplyNull,
    /// An import finds nothing or several objects.
    #[error("an import must find exactly one object")]
    OneImport,
}

/// What has been found so far.
#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, rule: Rule, place: &Place<'_>) {
        self.0.push(Violation { path: place.path(), rule });
    }

    fn add_if(&mut self, broken: bool, rule: Rule, place: &Place<'_>) {
        if broken {
            self.add(rule, place);
        }
    }
}

#[cfg(test)]
mod tests;
