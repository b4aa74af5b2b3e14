use std::sync::Arc;

use serde_json::{Value, json};

use super::*;

fn key(name: &str) -> Key {
    Key::new(&Arc::from("/configmaps"), "default", name)
}

fn put(name: &str, expect: Expect, labels: Value) -> Commit {
    let object = json!({"metadata": {"name": name, "labels": labels}});
    Commit { key: key(name), expect, mutation: Mutation::Put(object), guards: vec![] }
}

fn store() -> RedbStore {
    RedbStore::in_memory(1000).unwrap()
}

fn history(store: &RedbStore, after: u64) -> Vec<(u64, ChangeKind, String)> {
    let mut seen = vec![];
    let mut visit = |change: Change<'_>| {
        seen.push((change.revision, change.kind, change.name.to_owned()));
        true
    };
    store.snapshot().unwrap().history("/configmaps", after, &mut visit).unwrap();
    seen
}

#[tokio::test]
async fn commits_stamp_the_object_with_the_revision_and_log_it() {
    let store = store();
    let stored = store.commit(put("a", Expect::Absent, json!({}))).await.unwrap();
    let object: Value = serde_json::from_slice(&stored.json).unwrap();
    assert_eq!(object["metadata"]["resourceVersion"], "1");
    assert_eq!(store.snapshot().unwrap().get(&key("a")).unwrap().unwrap().revision, 1);
    assert_eq!(history(&store, 0), [(1, ChangeKind::Added, "a".to_owned())]);
}

#[tokio::test]
async fn a_stale_expectation_or_guard_writes_nothing() {
    let store = store();
    store.commit(put("a", Expect::Absent, json!({}))).await.unwrap();
    for commit in [
        put("a", Expect::Absent, json!({})),
        put("a", Expect::Revision(7), json!({})),
        put("b", Expect::Revision(1), json!({})),
        Commit { guards: vec![(key("a"), 9)], ..put("b", Expect::Absent, json!({})) },
    ] {
        assert!(matches!(store.commit(commit).await, Err(CommitError::Stale)));
    }
    assert_eq!(store.snapshot().unwrap().revision(), 1);
}

#[tokio::test]
async fn a_deletion_is_logged_under_a_new_revision() {
    let store = store();
    let stored = store.commit(put("a", Expect::Absent, json!({}))).await.unwrap();
    let object = serde_json::from_slice(&stored.json).unwrap();
    let commit =
        Commit { key: key("a"), expect: Expect::Revision(1), mutation: Mutation::Delete(object), guards: vec![] };
    let deleted = store.commit(commit).await.unwrap();
    assert_eq!(deleted.revision, 2);
    assert!(store.snapshot().unwrap().get(&key("a")).unwrap().is_none());
    assert_eq!(history(&store, 1), [(2, ChangeKind::Deleted, "a".to_owned())]);
}

#[tokio::test]
async fn the_log_keeps_the_previous_object_only_where_selectors_may_tell() {
    let store = store();
    store.commit(put("a", Expect::Absent, json!({"x": "1"}))).await.unwrap();
    store.commit(put("a", Expect::Revision(1), json!({"x": "1"}))).await.unwrap();
    store.commit(put("a", Expect::Revision(2), json!({"x": "2"}))).await.unwrap();
    for (revision, phase) in [(3, "Pending"), (4, "Pending"), (5, "Running")] {
        let object = json!({"metadata": {"name": "a", "labels": {"x": "2"}}, "status": {"phase": phase}});
        let mutation = Mutation::Put(object);
        store
            .commit(Commit { key: key("a"), expect: Expect::Revision(revision), mutation, guards: vec![] })
            .await
            .unwrap();
    }
    let mut previous = vec![];
    let mut visit = |change: Change<'_>| {
        previous.push(change.previous.is_some());
        true
    };
    store.snapshot().unwrap().history("/configmaps", 0, &mut visit).unwrap();
    assert_eq!(previous, [false, false, true, true, false, true]);
}

#[tokio::test]
async fn compaction_keeps_the_last_changes_and_raises_the_floor() {
    let store = RedbStore::in_memory(3).unwrap();
    for name in ["a", "b", "c", "d", "e"] {
        store.commit(put(name, Expect::Absent, json!({}))).await.unwrap();
    }
    let snapshot = store.snapshot().unwrap();
    assert_eq!((snapshot.floor(), snapshot.revision()), (2, 5));
    assert_eq!(history(&store, 2).len(), 3);
}

#[tokio::test]
async fn scans_stay_in_their_resource_and_namespace() {
    let store = store();
    for (resource, namespace, name) in [("/a", "n1", "x"), ("/a", "n1", "y"), ("/a", "n2", "z"), ("/b", "n1", "w")] {
        let commit =
            Commit { key: Key::new(&Arc::from(resource), namespace, name), ..put("", Expect::Absent, json!({})) };
        store.commit(commit).await.unwrap();
    }
    let snapshot = store.snapshot().unwrap();
    let names = |range: Range<'_>| {
        let mut names = vec![];
        let mut visit = |row: Row<'_>| {
            names.push(row.name.to_owned());
            true
        };
        snapshot.scan(&range, &mut visit).unwrap();
        names.concat()
    };
    assert_eq!(names(Range::all("/a")), "xyz");
    assert_eq!(names(Range { namespace: Some("n1"), ..Range::all("/a") }), "xy");
    assert_eq!(names(Range { after: Some(("n1", "x")), ..Range::all("/a") }), "yz");
}

#[tokio::test]
async fn concurrent_writers_of_one_object_never_both_win() {
    let store = store();
    store.commit(put("a", Expect::Absent, json!({}))).await.unwrap();
    let attempts = (0..20).map(|_| store.commit(put("a", Expect::Revision(1), json!({}))));
    let answers = futures::future::join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
}

#[tokio::test]
async fn a_directory_reopens_with_its_objects_and_refuses_a_second_opener() {
    let directory = tempfile::tempdir().unwrap();
    let store = RedbStore::open(directory.path(), 1000).unwrap();
    store.commit(put("a", Expect::Absent, json!({}))).await.unwrap();
    assert!(matches!(RedbStore::open(directory.path(), 1000), Err(StoreError::Locked { .. })));
    store.close().unwrap();
    assert!(matches!(store.snapshot().map(|_| ()), Err(StoreError::Closed)));
    let store = RedbStore::open(directory.path(), 1000).unwrap();
    assert_eq!(store.snapshot().unwrap().get(&key("a")).unwrap().unwrap().revision, 1);
}
