//! Cron expressions, as Kubernetes reads them.

/// A field of an expression: what it is called, its numbers, and names for them.
struct Field(&'static str, u32, u32, &'static [&'static str]);

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: [Field; 5] = [
    Field("minute", 0, 59, &[]),
    Field("hour", 0, 23, &[]),
    Field("day of month", 1, 31, &[]),
    Field("month", 1, 12, &MONTHS),
    Field("day of week", 0, 6, &DAYS),
];

/// Whether the text is a cron expression of five fields.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(expression: &str) -> Result<(), String> {
    let parts: Vec<&str> = expression.split_ascii_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return Err(format!("it has {} fields", parts.len()));
    }
    for (field, part) in FIELDS.iter().zip(parts) {
        if let Some(item) = part.split(',').find(|item| !field.admits(item)) {
            return Err(format!("`{item}` is no {}", field.0));
        }
    }
    Ok(())
}

impl Field {
    /// Whether an item (`*`, a number, a range, each with an optional step) is within the field.
    fn admits(&self, item: &str) -> bool {
        let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
        let steps = step.is_none_or(|step| number(step).is_some_and(|step| step > 0));
        let ends = match range.split_once('-') {
            _ if range == "*" || range == "?" => true,
            Some((first, last)) => self.value(first).is_some_and(|first| self.value(last).is_some_and(|l| first <= l)),
            None => self.value(range).is_some(),
        };
        steps && ends
    }

    fn value(&self, text: &str) -> Option<u32> {
        let Self(_, least, most, names) = *self;
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let value = named.and_then(|index| u32::try_from(index).ok()).map(|index| index + least);
        value.or_else(|| number(text)).filter(|value| (least..=most).contains(value))
    }
}

fn number(text: &str) -> Option<u32> {
    text.chars().all(|c| c.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn admits_what_kubernetes_admits() {
        for expression in
            ["*/5 * * * *", "0 3 * * MON-FRI", "0,30 8-18/2 1 jan,JUL ?", "59 23 31 12 6", "0  0 * * 0", "5/15 * * * *"]
        {
            assert_eq!(check(expression), Ok(()), "{expression}");
        }
    }

    #[test]
    fn names_what_is_wrong() {
        for (expression, cause) in [
            ("* * * *", "it has 4 fields"),
            ("* * * * * *", "it has 6 fields"),
            ("@daily", "it has 1 fields"),
            ("60 * * * *", "`60` is no minute"),
            ("* 24 * * *", "`24` is no hour"),
            ("* * 0 * *", "`0` is no day of month"),
            ("* * * FOO *", "`FOO` is no month"),
            ("* * * * 7", "`7` is no day of week"),
            ("*/0 * * * *", "`*/0` is no minute"),
            ("30-10 * * * *", "`30-10` is no minute"),
            ("1,,2 * * * *", "`` is no minute"),
            ("+1 * * * *", "`+1` is no minute"),
        ] {
            assert_eq!(check(expression), Err(cause.to_owned()), "{expression}");
        }
    }
}
