//! kubectl's commands that make an object of a kind they know, which newer ones send as protobuf.

use anyhow::Result;
use serde_json::{Value, json};

use crate::fixture::{Fixture, contract};

contract!(
    with [xtask::tools::Tool::Kubectl]:
    objects_are_created_by_the_commands_for_their_kinds,
    what_the_commands_were_told_is_stored,
    what_may_be_done_is_listed,
);

async fn run(test: &Fixture, command: &str) -> Result<String> {
    let command = command.replace("NAMESPACE", &test.namespace);
    let arguments: Vec<_> = ["-n", &test.namespace].into_iter().chain(command.split(' ')).collect();
    Ok(test.plane.kubectl()?.run(&arguments).await?.ok()?.stdout.replace(&test.namespace, "NAMESPACE"))
}

async fn objects_are_created_by_the_commands_for_their_kinds(test: Fixture) -> Result<()> {
    for (command, expected) in [
        ("create namespace NAMESPACE-made", "namespace/NAMESPACE-made"),
        ("create configmap a --from-literal=k=v", "configmap/a"),
        ("create secret generic a --from-literal=k=v", "secret/a"),
        ("create serviceaccount a", "serviceaccount/a"),
        ("create deployment a --image=r.example.com/i:1 --replicas=0 --port=80", "deployment.apps/a"),
        ("create service clusterip a --tcp=80:8080", "service/a"),
        ("create ingress a --rule=example.com/*=a:80", "ingress.networking.k8s.io/a"),
        ("create job a --image=r.example.com/i:1", "job.batch/a"),
        ("create cronjob a --image=r.example.com/i:1 --schedule=@daily", "cronjob.batch/a"),
        ("create poddisruptionbudget a --selector=app=a --min-available=1", "poddisruptionbudget.policy/a"),
        ("create role a --verb=get,list --resource=pods", "role.rbac.authorization.k8s.io/a"),
        ("create rolebinding a --role=a --serviceaccount=NAMESPACE:a", "rolebinding.rbac.authorization.k8s.io/a"),
        ("create clusterrole NAMESPACE --verb=get --resource=pods", "clusterrole.rbac.authorization.k8s.io/NAMESPACE"),
    ] {
        assert_eq!(run(&test, command).await?, format!("{expected} created\n"), "{command}");
    }
    Ok(())
}

async fn what_the_commands_were_told_is_stored(test: Fixture) -> Result<()> {
    run(&test, "create secret generic a --from-literal=k=plain").await?;
    assert_eq!(test.wire.get(&test.core("secrets/a")).await?.ok()?["data"], json!({ "k": "cGxhaW4=" }));
    run(&test, "create deployment a --image=r.example.com/i:1 --replicas=0 --port=80").await?;
    let deployment = test.wire.get(&test.in_group("apps/v1", "deployments/a")).await?.ok()?;
    let container = &deployment["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(deployment["spec"]["replicas"], 0);
    assert_eq!(container["ports"], json!([{ "containerPort": 80, "protocol": "TCP" }]));
    run(&test, "create service clusterip a --tcp=80:8080").await?;
    let service: Value = test.wire.get(&test.core("services/a")).await?.ok()?;
    let ports = json!([{ "name": "80-8080", "port": 80, "protocol": "TCP", "targetPort": 8080 }]);
    assert_eq!(service["spec"]["ports"], ports);
    run(&test, "create role a --verb=get,list --resource=pods").await?;
    let role = test.wire.get(&test.in_group("rbac.authorization.k8s.io/v1", "roles/a")).await?.ok()?;
    assert_eq!(role["rules"], json!([{ "apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"] }]));
    Ok(())
}

async fn what_may_be_done_is_listed(test: Fixture) -> Result<()> {
    let listed = run(&test, "auth can-i --list --no-headers").await?;
    let rules: Vec<Vec<_>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(rules.contains(&vec!["*.*", "[]", "[]", "[*]"]), "{listed}");
    Ok(())
}
