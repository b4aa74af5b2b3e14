//! States that older versions of the provider wrote.

use std::{fs, path::Path, sync::Arc};

use openchoreo_provider::OpenChoreo;
use openchoreo_tfplugin::{
    codec::json,
    provider::{Provider, Resource},
};

/// A state of the current schema version is read as it is. One that does not fit any more needs a new version and a
/// step from the old one.
#[tokio::test]
async fn states_of_every_version_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/state");
    let mut read = 0;
    // Only benchmarks have the feature `echo`, and they keep no state.
    let is_echo = |resource: &Arc<dyn Resource>| resource.type_name().ends_with("_echo");
    for resource in OpenChoreo::new().resources().into_iter().filter(|resource| !is_echo(resource)) {
        let schema = resource.schema();
        for version in 0..=schema.version {
            let path = folder.join(format!("v{version}")).join(format!("{}.json", resource.type_name()));
            let stored = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let state = serde_json::from_slice(&stored).expect("a fixture is JSON");
            let state = match version == schema.version {
                true => state,
                false => resource.upgrade(version, state).await.unwrap_or_else(|error| panic!("{error}")),
            };
            let names =
                |json: &serde_json::Value| json.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
            let expected: Vec<_> = schema.attributes.keys().chain(schema.blocks.keys()).cloned().collect();
            assert!(names(&state).iter().all(|name| expected.contains(name)), "{}", path.display());
            let value = json::decode(state.to_string().as_bytes(), &schema.object_type());
            assert!(value.is_ok(), "{}: {value:?}", path.display());
            read += 1;
        }
    }
    assert!(read >= 6);
}
