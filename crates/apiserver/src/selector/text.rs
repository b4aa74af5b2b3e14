use serde_json::Value;

/// A label selector as the text that list requests take: `app=a,tier in (x,y),!old`, ordered by label.
pub(crate) fn label_text(selector: &Value) -> String {
    let labels = selector["matchLabels"].as_object().into_iter().flatten();
    let equal = labels.map(|(key, value)| (key.as_str(), format!("{key}={}", value.as_str().unwrap_or_default())));
    let expressions = selector["matchExpressions"].as_array().into_iter().flatten();
    let mut terms: Vec<_> = equal.chain(expressions.filter_map(expression)).collect();
    terms.sort();
    terms.into_iter().map(|(_, term)| term).collect::<Vec<_>>().join(",")
}

fn expression(requirement: &Value) -> Option<(&str, String)> {
    let key = requirement["key"].as_str()?;
    let mut values: Vec<_> = requirement["values"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    values.sort_unstable();
    let values = values.join(",");
    let term = match requirement["operator"].as_str()? {
        "In" => format!("{key} in ({values})"),
        "NotIn" => format!("{key} notin ({values})"),
        "Exists" => key.to_owned(),
        "DoesNotExist" => format!("!{key}"),
        _ => return None,
    };
    Some((key, term))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_requirement_has_its_term_and_its_place() {
        let selector = json!({
            "matchLabels": { "b": "1", "a": "2" },
            "matchExpressions": [
                { "key": "tier", "operator": "In", "values": ["y", "x"] },
                { "key": "c", "operator": "NotIn", "values": ["z"] },
                { "key": "old", "operator": "DoesNotExist" },
                { "key": "new", "operator": "Exists" },
            ],
        });
        assert_eq!(label_text(&selector), "a=2,b=1,c notin (z),new,!old,tier in (x,y)");
        assert_eq!(label_text(&json!({})), "");
    }
}
