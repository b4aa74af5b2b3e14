//! Documentation in the layout of Terraform's registry, from the schemas and the examples.

mod examples;
mod page;
mod schema;

use openchoreo_tfplugin::schema::Schema;

use crate::{config, kind::Kind, kinds, model::Model, resource};

/// The documentation: paths from the root of the repository, and contents.
pub fn files() -> Vec<(String, String)> {
    let mut files = vec![("docs/index.md".to_owned(), index(&config::schema()))];
    for kind in kinds::ALL {
        let model = Model::new(kind);
        let name = kind.type_name.trim_start_matches("openchoreo_");
        let data_source = resource::schema::data_source(kind, &model.schema.description, &model.mapping);
        files.push((format!("docs/resources/{name}.md"), resource_page(kind, &model.schema)));
        files.push((format!("docs/data-sources/{name}.md"), data_source_page(kind, &data_source)));
    }
    files
}

fn index(schema: &Schema) -> String {
    page::Page::new("OpenChoreo Provider", "", &schema.description)
        .heading("OpenChoreo Provider")
        .text(&schema.description)
        .text(include_str!("docs/index.md"))
        .section("Example Usage")
        .code("terraform", examples::PROVIDER)
        .schema(schema)
        .finish()
}

fn resource_page(kind: &Kind, schema: &Schema) -> String {
    let example = examples::of(kind);
    page::Page::new(&format!("{} Resource", kind.type_name), kind.subcategory, &schema.description)
        .heading(&format!("{} (Resource)", kind.type_name))
        .text(&schema.description)
        .section("Example Usage")
        .code("terraform", example.resource)
        .schema(schema)
        .section("Import")
        .code("shell", example.import)
        .finish()
}

fn data_source_page(kind: &Kind, schema: &Schema) -> String {
    page::Page::new(&format!("{} Data Source", kind.type_name), kind.subcategory, &schema.description)
        .heading(&format!("{} (Data Source)", kind.type_name))
        .text(&schema.description)
        .section("Example Usage")
        .code("terraform", examples::of(kind).data_source)
        .schema(schema)
        .finish()
}

#[cfg(test)]
mod tests;
