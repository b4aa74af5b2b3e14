use super::{BTreeMap, Kind, Strategy, Verb, any, bool, maybe};

/// What proptest draws for the parameters of a URL.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    dry_run: bool,
    validation: Option<u8>,
    manager: Option<u8>,
    force: bool,
    list: u8,
}

pub(super) fn draft() -> impl Strategy<Value = Draft> {
    (bool::weighted(0.08), maybe(0.2, any::<u8>()), maybe(0.4, any::<u8>()), bool::weighted(0.3), any::<u8>())
        .prop_map(|(dry_run, validation, manager, force, list)| Draft { dry_run, validation, manager, force, list })
}

const VALIDATIONS: [&str; 8] = ["Strict", "Strict", "Strict", "Strict", "Warn", "Ignore", "Ignore", "Sometimes"];
const MANAGERS: [&str; 3] = ["alice", "bob", "carol"];

/// The parameters of a step.
pub(super) fn query(kind: &Kind, verb: Verb, draft: &super::Draft) -> BTreeMap<String, String> {
    let query = match verb {
        Verb::Get => Vec::new(),
        Verb::List => list(draft.query.list, kind.namespaced),
        Verb::Pages => vec![("limit", ["1", "2"][usize::from(draft.query.list % 2)])],
        Verb::Watch => watch(draft.query.list),
        Verb::Delete => dry_run(&draft.query),
        Verb::DeleteCollection => {
            let mut query = dry_run(&draft.query);
            query.extend([(
                "labelSelector",
                ["tier=web", "tier in (web,data)", "!tier", "env"][usize::from(draft.query.list % 4)],
            )]);
            query
        }
        _ => write(draft),
    };
    query.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn dry_run(draft: &Draft) -> Vec<(&'static str, &'static str)> {
    if draft.dry_run { vec![("dryRun", "All")] } else { Vec::new() }
}

fn write(draft: &super::Draft) -> Vec<(&'static str, &'static str)> {
    let mut query = dry_run(&draft.query);
    if let Some(choice) = draft.query.validation {
        query.push(("fieldValidation", VALIDATIONS[usize::from(choice) % VALIDATIONS.len()]));
    }
    let apply = draft.verb == Verb::Apply;
    // An apply without a manager is refused, which is worth a look now and then.
    let unnamed = apply && draft.choice > 250;
    if (apply && !unnamed) || draft.query.manager.is_some() {
        query.push(("fieldManager", MANAGERS[usize::from(draft.query.manager.unwrap_or_default()) % MANAGERS.len()]));
    }
    if draft.query.force && (apply || draft.choice > 250) {
        query.push(("force", "true"));
    }
    query
}

/// What a cache must show at least: a real server answers from one, which need not be any newer than it is asked to be.
const LATEST: (&str, &str) = ("resourceVersion", "${latest}");

fn list(choice: u8, namespaced: bool) -> Vec<(&'static str, &'static str)> {
    match choice % 16 {
        0 => vec![("labelSelector", "tier=web")],
        1 => vec![("labelSelector", "tier!=web,env")],
        2 => vec![("labelSelector", "tier in (web,data)")],
        3 => vec![("labelSelector", "tier notin (web)")],
        4 => vec![("labelSelector", "!env")],
        5 => vec![("labelSelector", "tier in web")],
        6 => vec![("fieldSelector", "metadata.name=a")],
        7 => vec![("fieldSelector", "metadata.name!=a")],
        8 => vec![("fieldSelector", "spec.nothing=a")],
        9 if namespaced => vec![("limit", "1")],
        10 => vec![("continue", "bm90IGEgdG9rZW4")],
        11 => vec![LATEST, ("resourceVersionMatch", "NotOlderThan")],
        12 => vec![("resourceVersionMatch", "Exact")],
        13 => vec![("resourceVersion", "abc")],
        _ => Vec::new(),
    }
}

/// A watch from an old version, or one that begins with what is there.
fn watch(choice: u8) -> Vec<(&'static str, &'static str)> {
    let version = ("resourceVersion", ["${start}", "${a.stale}", "${a.version}"][usize::from(choice % 3)]);
    let initial =
        [("sendInitialEvents", "true"), ("resourceVersionMatch", "NotOlderThan"), ("allowWatchBookmarks", "true")];
    let mut query = match choice / 12 % 4 {
        0 => initial.to_vec(),
        1 => [LATEST].into_iter().chain(initial).collect(),
        _ => vec![version],
    };
    match choice / 3 % 4 {
        0 => query.push(("labelSelector", "tier=web")),
        1 => query.push(("labelSelector", "env")),
        _ => {}
    }
    query
}
