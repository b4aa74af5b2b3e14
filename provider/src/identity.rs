//! What an object is called.

use openchoreo_apply::control_plane::Target;
use openchoreo_tfplugin::{
    diagnostic::{Diagnostic, Diagnostics},
    value::Value,
};

use crate::{kind::Kind, model::Model};

/// Name and organization of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub(crate) organization: Option<String>,
    pub(crate) name: String,
}

impl Identity {
    /// The identity in a configuration, plan or state; `None` where it is not known yet.
    pub(crate) fn of(kind: &Kind, value: &Value) -> Option<Self> {
        let text = |name| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let organization = if kind.in_organization { Some(text("organization")?) } else { None };
        Some(Self { organization, name: text("name")? })
    }

    /// The identity in an import id.
    ///
    /// # Errors
    /// A diagnostic that shows the format.
    pub(crate) fn parse(kind: &Kind, id: &str) -> Result<Self, Diagnostics> {
        let identity = match (kind.in_organization, id.split_once('/')) {
            (true, Some((organization, name))) => {
                Self { organization: Some(organization.to_owned()), name: name.to_owned() }
            }
            (false, None) => Self { organization: None, name: id.to_owned() },
            _ => return Err(bad_id(kind, id)),
        };
        let is_name = |name: &str| !name.is_empty() && !name.contains('/');
        let valid = is_name(&identity.name) && identity.organization.as_deref().is_none_or(is_name);
        if valid { Ok(identity) } else { Err(bad_id(kind, id)) }
    }

    /// How state and import name the object: `organization/name`, or `name` for an organization.
    pub(crate) fn id(&self) -> String {
        match &self.organization {
            Some(organization) => format!("{organization}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The namespace of the organization that the object belongs to or is.
    pub(crate) fn namespace(&self) -> &str {
        self.organization.as_deref().unwrap_or(&self.name)
    }

    /// The object in Kubernetes.
    pub(crate) fn target(&self, model: &Model) -> Target {
        Target { resource: model.resource.clone(), namespace: self.organization.clone(), name: self.name.clone() }
    }

    /// The attributes that say all this.
    pub(crate) fn attributes(&self) -> Vec<(&'static str, Value)> {
        let mut attributes =
            vec![("name", self.name.as_str().into()), ("id", self.id().into()), ("namespace", self.namespace().into())];
        attributes.extend(self.organization.as_deref().map(|organization| ("organization", organization.into())));
        attributes
    }
}

fn bad_id(kind: &Kind, id: &str) -> Diagnostics {
    let (format, example) = if kind.in_organization {
        ("ORGANIZATION/NAME", format!("default/my-{}", kind.noun.replace(' ', "-")))
    } else {
        ("NAME", "default".to_owned())
    };
    Diagnostic::error(
        format!("{id:?} is not the id of {}", with_article(kind.noun)),
        format!("Import {} with an id of the form {format}, for example {example:?}.", with_article(kind.noun)),
    )
    .into()
}

/// A noun with its article.
pub(crate) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    #[test]
    fn reads_ids_of_the_documented_form_only() {
        let (organization, component) = (kinds::ALL[0], kinds::ALL[5]);
        for (kind, id) in [(organization, "acme"), (component, "acme/web")] {
            assert_eq!(Identity::parse(kind, id).expect(id).id(), id);
        }
        for (kind, id) in
            [(organization, "a/b"), (organization, ""), (component, "web"), (component, "a/b/c"), (component, "/web")]
        {
            let error = Identity::parse(kind, id).expect_err(id).to_string();
            assert!(error.contains("NAME"), "{error}");
        }
    }
}
