//! The log, in the form in which hosts read it: one JSON object a line on standard error.

use std::io::{self, Write};

use serde_json::{Map, Value as Json};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

/// Libraries whose finer messages say nothing about a provider.
const CHATTY: [&str; 6] = ["h2", "hyper", "hyper_util", "rustls", "tonic", "tower"];

/// Starts the log at the level that `TF_LOG_PROVIDER` or else `TF_LOG` names, else at `default`, else not at all.
pub(crate) fn init(default: Option<&str>) {
    let level = level(|name| std::env::var(name).ok(), default);
    let chatty = CHATTY.map(|target| (target, level.min(LevelFilter::WARN)));
    let filter = Targets::new().with_default(level).with_targets(chatty);
    // A log that the program has set up itself stays.
    let _present = tracing_subscriber::registry().with(HostLog.with_filter(filter)).try_init();
}

/// The level by the same variables as the host's own log.
fn level(lookup: impl Fn(&str) -> Option<String>, default: Option<&str>) -> LevelFilter {
    let named = |name| lookup(name).filter(|value| !value.is_empty());
    let level = named("TF_LOG_PROVIDER").or_else(|| named("TF_LOG")).or_else(|| default.map(str::to_owned));
    match level.map(|level| level.to_ascii_lowercase()).as_deref() {
        None | Some("off") => LevelFilter::OFF,
        Some("error") => LevelFilter::ERROR,
        Some("warn") => LevelFilter::WARN,
        Some("info") => LevelFilter::INFO,
        Some("debug") => LevelFilter::DEBUG,
        // Terraform takes every other word, `JSON` among them, for the finest level.
        Some(_) => LevelFilter::TRACE,
    }
}

/// Writes each event as one line.
struct HostLog;

impl<S: Subscriber> Layer<S> for HostLog {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let line = line(event, &format!("{:.6}", jiff::Timestamp::now()));
        // A log that nobody reads any more is no reason to stop.
        let _unread = io::stderr().lock().write_all(line.as_bytes());
    }
}

fn line(event: &Event<'_>, timestamp: &str) -> String {
    let mut fields = Fields::default();
    event.record(&mut fields);
    let Fields { message, mut others } = fields;
    let metadata = event.metadata();
    others.insert("@level".into(), level_name(*metadata.level()).into());
    others.insert("@message".into(), message.into());
    others.insert("@module".into(), metadata.target().replace("::", ".").into());
    others.insert("@timestamp".into(), timestamp.into());
    format!("{}\n", Json::Object(others))
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

/// The fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Json>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Json) {
        self.others.insert(field.name().into(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" { self.message = text } else { self.put(field, text.into()) }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" { self.message = value.into() } else { self.put(field, value.into()) }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn the_provider_s_own_variable_wins() {
        let check = |variables: &[(&str, &str)], expected| {
            let lookup = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into());
            assert_eq!(level(lookup, None), expected, "{variables:?}");
        };
        check(&[], LevelFilter::OFF);
        check(&[("TF_LOG", "DEBUG")], LevelFilter::DEBUG);
        check(&[("TF_LOG", "JSON")], LevelFilter::TRACE);
        check(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "warn")], LevelFilter::WARN);
        check(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "off")], LevelFilter::OFF);
        assert_eq!(level(|_| None, Some("info")), LevelFilter::INFO);
    }

    #[derive(Clone, Default)]
    struct Capture(Arc<Mutex<Vec<String>>>);

    impl<S: Subscriber> Layer<S> for Capture {
        fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
            self.0.lock().unwrap().push(line(event, "2026-01-02T03:04:05.000006Z"));
        }
    }

    #[test]
    fn a_line_has_what_the_host_reads() {
        let capture = Capture::default();
        let subscriber = tracing_subscriber::registry().with(capture.clone());
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(target: "a::b", count = 3, open = true, path = "/x", "said \"so\"\nhere");
        });
        let lines = capture.0.lock().unwrap();
        let expected = serde_json::json!({
            "@level": "warn", "@message": "said \"so\"\nhere", "@module": "a.b",
            "@timestamp": "2026-01-02T03:04:05.000006Z", "count": 3, "open": true, "path": "/x",
        });
        assert_eq!(lines.len(), 1);
        assert!(lines[0].ends_with('\n') && lines[0].lines().count() == 1);
        assert_eq!(serde_json::from_str::<Json>(&lines[0]).unwrap(), expected);
    }
}
