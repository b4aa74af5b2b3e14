//! The embedded API server beside kube-apiserver and etcd, at the same work.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::progress;
use xtask::tools::{Tool, Unavailable};

use super::report::{Aim, Report, Section};
use super::statistics::{median, percentile};

const SUBJECT: &str = "server";
const TOOLS: [Tool; 2] = [Tool::Etcd, Tool::KubeApiserver];

/// Measures both in turns, with so many objects; or says why there is nothing to compare with.
pub(super) fn measure(program: &Path, objects: usize, report: &mut Report) -> Result<()> {
    let title = format!("embedded API server beside kube-apiserver and etcd, {objects} custom resources");
    let section = report.section(&title, ["embedded", "cluster"]);
    for tool in TOOLS {
        if let Err(error) = tool.prepare() {
            section.skip(tool.program(), error.downcast::<Unavailable>()?);
            return Ok(());
        }
    }
    eprintln!("measuring API servers, for some minutes");
    let text = progress::capture("server-load", Command::new(program).args(["measure", &objects.to_string()]))?;
    rows(objects, &serde_json::from_str(&text)?, section)
}

type Figure = fn(&[f64]) -> f64;

fn rows(objects: usize, measured: &Value, section: &mut Section) -> Result<()> {
    let sum: Figure = |values| values.iter().sum();
    let rows: [(&str, String, Figure); 9] = [
        ("start", "start to ready, ms".to_owned(), median),
        ("apply", format!("{objects} applies, one after another, ms"), sum),
        ("concurrent", format!("{objects} applies, 16 at a time, ms"), sum),
        ("reapply", format!("{objects} applies that change nothing, ms"), sum),
        ("list", format!("list of {objects}, ms"), median),
        ("watch", "write to watch event, median, ms".to_owned(), median),
        ("watch", "write to watch event, p99, ms".to_owned(), |values| percentile(values, 99.0)),
        ("processor", "processor time of the server, ms".to_owned(), sum),
        ("memory", "memory of the server, MiB".to_owned(), sum),
    ];
    for (name, what, figure) in rows {
        let of = |server| Ok::<_, anyhow::Error>(figure(&samples(measured, server, name)?));
        section.row(SUBJECT, &what, of("embedded")?, Some(of("cluster")?), Aim::AtMostOfFloor(1.0));
    }
    Ok(())
}

/// What was measured of a server: one number or many.
fn samples(measured: &Value, server: &str, name: &str) -> Result<Vec<f64>> {
    let value = &measured[server][name];
    let numbers = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let numbers: Option<Vec<_>> = numbers.iter().map(Value::as_f64).collect();
    numbers.with_context(|| format!("the program does not tell the `{name}` of the server `{server}`: {value}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn measured() -> Value {
        let server = |factor: f64| {
            let many = [1.0, 2.0, 4.0].map(|value| value * factor);
            json!({
                "start": many, "apply": many, "concurrent": many, "reapply": many, "list": many, "watch": many,
                "processor": 10.0 * factor, "memory": 20.0 * factor,
            })
        };
        json!({ "embedded": server(1.0), "cluster": server(2.0) })
    }

    #[test]
    fn every_figure_is_a_row_with_its_ratio() {
        let mut report = Report::default();
        rows(3, &measured(), report.section("servers", ["embedded", "cluster"])).expect("rows");
        let text = report.to_string();
        for (what, embedded, cluster) in [
            ("start to ready, ms", "2", "4"),
            ("3 applies, one after another, ms", "7", "14"),
            ("list of 3, ms", "2", "4"),
            ("write to watch event, p99, ms", "4", "8"),
            ("memory of the server, MiB", "20", "40"),
        ] {
            let line = text.lines().find(|line| line.starts_with(what)).expect(what);
            let fields: Vec<_> = line[what.len()..].split_whitespace().collect();
            assert_eq!(fields, [embedded, cluster, "0.50", "ratio", "<=", "1", "met"], "{line}");
        }
    }

    #[test]
    fn a_figure_that_is_not_told_is_an_error() {
        let mut lacking = measured();
        lacking["cluster"]["list"] = Value::Null;
        let error = rows(3, &lacking, Report::default().section("servers", ["embedded", "cluster"]));
        let text = error.expect_err("an error").to_string();
        assert!(text.contains("`list` of the server `cluster`"), "{text}");
    }
}
