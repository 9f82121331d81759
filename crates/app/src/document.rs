//! The last touches to the API's description: what is true of every endpoint and is therefore
//! said here once, not at each of them.

use std::collections::BTreeSet;

use api::ProblemBody;
use axum::http::StatusCode;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{Array, ArrayItems, Schema, Type};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder,
};

const SCHEMAS: &str = "#/components/schemas/";

/// Gives every operation a name of its own and its refusals, and says of every answer that it
/// carries all its fields.
pub fn finish(mut description: OpenApi) -> OpenApi {
    let mut asked = BTreeSet::new();
    for (path, item) in &mut description.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(name_of(method, path));
            tell_of_answers(operation);
            if method == "post" {
                tell_of_repeating(operation);
            }
            collect(&as_value(&operation.request_body), &mut asked);
        }
    }
    if let Some(components) = &mut description.components {
        let asked = with_parts(asked, &as_value(&components.schemas));
        for (name, schema) in &mut components.schemas {
            if !asked.contains(name) {
                complete(schema);
            }
        }
    }
    description
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("get", &mut item.get),
        ("put", &mut item.put),
        ("post", &mut item.post),
        ("delete", &mut item.delete),
        ("patch", &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// `post /api/v1/deals/{id}/move` is `post_deals_id_move`. Handlers of different areas have the
/// same names, and a description may use a name only once.
fn name_of(method: &str, path: &str) -> String {
    let rest = path.trim_start_matches("/api/v1");
    rest.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .fold(method.to_owned(), |name, part| name + "_" + part)
}

fn tell_of_answers(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            status
                .parse()
                .ok()
                .and_then(|status| StatusCode::from_u16(status).ok())
                .and_then(|status| status.canonical_reason())
                .unwrap_or("An answer")
                .clone_into(&mut response.description);
        }
    }
    let problem = Ref::from_schema_name(ProblemBody::name());
    let refusal = ResponseBuilder::new()
        .description("A refusal")
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(problem)).build(),
        )
        .build();
    operation
        .responses
        .responses
        .insert("default".to_owned(), RefOr::T(refusal));
}

fn tell_of_repeating(operation: &mut Operation) {
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(
            "Sent again with the same key, a request is answered again and not done again.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build();
    operation
        .parameters
        .get_or_insert_default()
        .push(RefOr::T(key));
}

/// The names of the schemas that a part of the description refers to.
fn collect(part: &Value, names: &mut BTreeSet<String>) {
    match part {
        Value::Object(members) => {
            if let Some(name) = members
                .get("$ref")
                .and_then(|path| path.as_str()?.strip_prefix(SCHEMAS))
            {
                names.insert(name.to_owned());
            }
            members.values().for_each(|value| collect(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}

/// The names together with what those schemas are made of.
fn with_parts(mut names: BTreeSet<String>, schemas: &Value) -> BTreeSet<String> {
    loop {
        let mut more = names.clone();
        for name in &names {
            collect(&schemas[name], &mut more);
        }
        if more.len() == names.len() {
            return names;
        }
        names = more;
    }
}

/// Answers write an absent value as null and never leave it out; only forms may leave fields out.
fn complete(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::Object(object) => {
            object.required = object.properties.keys().cloned().collect();
            object.properties.values_mut().for_each(complete);
        }
        Schema::Array(Array {
            items: ArrayItems::RefOrSchema(items),
            ..
        }) => complete(items),
        Schema::OneOf(one) => one.items.iter_mut().for_each(complete),
        Schema::AllOf(all) => all.items.iter_mut().for_each(complete),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(complete),
        _ => {}
    }
}

fn as_value(part: &impl serde::Serialize) -> Value {
    serde_json::to_value(part).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_all_their_fields_and_forms_need_not() {
        let document = as_value(&crate::openapi());
        let required = |schema: &str| {
            let schema = &document["components"]["schemas"][schema];
            schema["required"].as_array().map_or(0, Vec::len)
        };
        assert_eq!(required("NewCompany"), 1);
        assert!(required("Company") > 10);
        let items = &document["components"]["schemas"]["Page_Company"]["properties"]["items"];
        assert!(
            items["items"]["required"]
                .as_array()
                .is_some_and(|all| all.len() > 10)
        );
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_tells_of_refusals() {
        let document = as_value(&crate::openapi());
        let mut names = BTreeSet::new();
        let paths = document["paths"].as_object().unwrap();
        for operation in paths
            .values()
            .flat_map(|item| item.as_object().unwrap().values())
        {
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()));
            assert!(operation["responses"]["default"]["content"].is_object());
        }
    }
}
