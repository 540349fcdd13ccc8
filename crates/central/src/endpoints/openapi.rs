//! The OpenAPI document (3.1), made from the table of endpoints: complete because nothing else is routed.

use std::sync::{Arc, LazyLock};

use axum::{
    Json, Router,
    routing::{MethodFilter, get},
};
use schemars::{JsonSchema as _, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use sportello_contract::{
    central::command::{FORMAT, Receipt},
    error::WireError,
};
use sportello_domain::{
    error_code::{ErrorCode, Remedy},
    ids::CommandId,
    moment::Timestamp,
};

use super::{Body, ENDPOINTS, Endpoint, Guard};
use crate::{Centre, Refusal};

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

const ADDRESS: &str = "/openapi.json";

/// `GET /openapi.json`, for everybody: it says nothing of anybody.
pub fn routes() -> Router<Arc<Centre>> {
    Router::new().route(ADDRESS, get(|| async { Json(&*DOCUMENT) }))
}

/// The document.
pub fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        "/components/schemas".clone_into(settings.definitions_path.to_mut());
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[method_name(endpoint.method)] = operation(endpoint, &mut generator);
    }
    generator.subschema_for::<WireError>();
    paths.insert(ADDRESS.to_owned(), json!({ "get": itself() }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Sportello centre, desks' listener",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What workstations and the centre say to each other. Every error is a WireError.",
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer" } },
        },
    })
}

/// The document's own operation.
fn itself() -> Value {
    let mut responses = Map::new();
    let content = json!({ "application/json": { "schema": { "type": "object" } } });
    responses.insert("200".to_owned(), json!({ "description": "Done", "content": content }));
    for internal in internals() {
        tell(&mut responses, &internal);
    }
    json!({
        "operationId": "getOpenapiJson",
        "summary": "This document",
        "security": [],
        "parameters": [],
        "responses": responses,
    })
}

/// Faults are nobody's at the desk; those that pass are told by another status than those that stay.
fn internals() -> [Refusal; 2] {
    let stays = Refusal::new(ErrorCode::Internal);
    let passes = Refusal { remedy: Remedy::Retry, ..Refusal::new(ErrorCode::Internal) };
    [stays, passes]
}

/// The verb as OpenAPI spells it.
pub fn method_name(method: MethodFilter) -> &'static str {
    match method {
        MethodFilter::GET => "get",
        MethodFilter::PUT => "put",
        MethodFilter::DELETE => "delete",
        _ => "post",
    }
}

fn operation(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": operation_id(endpoint),
        "summary": endpoint.summary,
        "parameters": parameters(endpoint, generator),
        "responses": responses(endpoint, generator),
    });
    match endpoint.guard {
        Guard::Public => operation["security"] = json!([]),
        Guard::Session => operation["security"] = json!([{ "session": [] }]),
        Guard::Right(action) => {
            operation["security"] = json!([{ "session": [] }]);
            operation["x-right"] = json!(action.as_str());
        }
    }
    if let Some(content) = content(endpoint.input, Direction::In, generator) {
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

/// `POST /v1/products/{id}/issuances` is `postProductsIdIssuances`.
fn operation_id(endpoint: &Endpoint) -> String {
    let mut id = method_name(endpoint.method).to_owned();
    for word in endpoint.path.trim_start_matches("/v1/").split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        id.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        id.push_str(letters.as_str());
    }
    id
}

fn parameters(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut all = Vec::new();
    for part in endpoint.path.split('/') {
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else { continue };
        let schema = if name == "name" {
            json!({ "type": "string" })
        } else {
            json!({ "type": "string", "format": "uuid" })
        };
        all.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    }
    if let Some(query) = endpoint.query {
        // A query is a flat object: each of its properties is a parameter.
        let mut schema = query(generator).to_value();
        if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|at| at.rsplit('/').next()) {
            schema = generator.definitions().get(name).cloned().unwrap_or_default();
        }
        let required = schema.get("required").cloned().unwrap_or_else(|| json!([]));
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let wanted = required.as_array().is_some_and(|names| names.iter().any(|wanted| wanted == name));
            all.push(json!({ "name": name, "in": "query", "required": wanted, "schema": property }));
        }
    }
    Value::Array(all)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

fn content(body: Body, direction: Direction, generator: &mut SchemaGenerator) -> Option<Value> {
    let schema = match body {
        Body::Nothing => return None,
        Body::Bytes => {
            return Some(json!({ "*/*": { "schema": { "type": "string", "contentEncoding": "binary" } } }));
        }
        Body::Json(schema) => schema(generator).to_value(),
        Body::Command(schema) => {
            let body = schema(generator).to_value();
            match direction {
                Direction::In => json!({
                    "type": "object",
                    "required": ["id", "format", "madeAt", "body"],
                    "properties": {
                        "id": CommandId::json_schema(generator),
                        "format": { "const": FORMAT },
                        "madeAt": Timestamp::json_schema(generator),
                        "expectedVersion": { "type": ["integer", "null"], "format": "uint32", "minimum": 0 },
                        "body": body,
                    },
                }),
                Direction::Out => json!({
                    "type": "object",
                    "required": ["receipt", "body"],
                    "properties": { "receipt": generator.subschema_for::<Receipt>(), "body": body },
                }),
            }
        }
    };
    Some(json!({ "application/json": { "schema": schema } }))
}

fn responses(endpoint: &Endpoint, generator: &mut SchemaGenerator) -> Value {
    let mut all = Map::new();
    match content(endpoint.output, Direction::Out, generator) {
        None => all.insert("204".to_owned(), json!({ "description": "Done" })),
        Some(content) => all.insert("200".to_owned(), json!({ "description": "Done", "content": content })),
    };
    let mut codes: Vec<ErrorCode> = endpoint.refusals.to_vec();
    if endpoint.guard != Guard::Public {
        codes.push(ErrorCode::SessionEnded);
    }
    if matches!(endpoint.guard, Guard::Right(_)) {
        codes.extend([ErrorCode::NotAllowed, ErrorCode::NotFound]);
    }
    if endpoint.path.contains('{') {
        codes.push(ErrorCode::NotFound);
    }
    if !matches!(endpoint.input, Body::Nothing) || endpoint.query.is_some() {
        codes.extend([ErrorCode::BadInput, ErrorCode::FileTooLarge]);
    }
    if matches!(endpoint.input, Body::Command(_)) {
        codes.extend([
            ErrorCode::CommandReused,
            ErrorCode::Outdated,
            ErrorCode::NotNow,
            ErrorCode::VersionNotSupported,
        ]);
    }
    codes.sort_unstable();
    codes.dedup();
    for refusal in codes.into_iter().map(Refusal::new).chain(internals()) {
        tell(&mut all, &refusal);
    }
    Value::Object(all)
}

/// Adds a refusal's code to the answers with its status.
fn tell(answers: &mut Map<String, Value>, refusal: &Refusal) {
    let entry = answers.entry(refusal.status().as_u16().to_string()).or_insert_with(|| {
        let schema = json!({ "$ref": "#/components/schemas/WireError" });
        json!({ "description": "", "content": { "application/json": { "schema": schema } } })
    });
    let before = entry["description"].as_str().unwrap_or_default();
    let separator = if before.is_empty() { "" } else { ", " };
    entry["description"] = json!(format!("{before}{separator}{}", refusal.code));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reference_of_the_document_is_there() {
        let document = document();
        let text = document.to_string();
        let known: BTreeSet<_> =
            document["components"]["schemas"].as_object().unwrap().keys().map(String::as_str).collect();
        for reference in text.split("\"$ref\":\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let name = reference.strip_prefix("#/components/schemas/");
            assert!(name.is_some_and(|name| known.contains(name)), "{reference} leads nowhere");
        }
    }

    #[test]
    fn the_document_says_the_borders_that_the_endpoints_keep() {
        use super::super::{audit_events, endings, product_search, workstations};
        let document = document();
        let schema =
            |name: &str, field: &str| document["components"]["schemas"][name]["properties"][field].clone();
        let search = schema("ProductSearch", "limit");
        assert_eq!(
            (&search["minimum"], &search["maximum"]),
            (&json!(1), &json!(product_search::MOST)),
            "{search}"
        );
        for (name, field, most) in [
            ("WithReason", "reason", endings::LONGEST_REASON),
            ("RegisterWorkstation", "name", workstations::LONGEST_NAME),
        ] {
            let text = schema(name, field);
            assert_eq!((&text["minLength"], &text["maxLength"]), (&json!(1), &json!(most)), "{name}: {text}");
        }
        for name in ["ReceiveTokens", "CheckSerials"] {
            let list = schema(name, "serials");
            let most = json!(sportello_domain::token_serial::LONGEST_LIST);
            assert_eq!((&list["minItems"], &list["maxItems"]), (&json!(1), &most), "{name}: {list}");
            assert_eq!(list["items"]["maxLength"], json!(crate::stock::LONGEST_SERIAL), "{name}: {list}");
        }
        let parameters = &document["paths"]["/v1/audit-events"]["get"]["parameters"];
        let limit = parameters.as_array().unwrap().iter().find(|it| it["name"] == "limit").unwrap();
        assert_eq!(
            limit["schema"]["maximum"],
            json!(audit_events::MOST),
            "a query has its borders too: {limit}"
        );
    }

    #[test]
    fn every_endpoint_is_in_the_document_once() {
        let document = document();
        let mut ids = BTreeSet::new();
        for endpoint in ENDPOINTS {
            let operation = &document["paths"][endpoint.path][method_name(endpoint.method)];
            let id = operation["operationId"].as_str().unwrap().to_owned();
            assert!(ids.insert(id.clone()), "{id} stands for two endpoints");
        }
        let written: usize =
            document["paths"].as_object().unwrap().values().map(|p| p.as_object().unwrap().len()).sum();
        assert_eq!(
            written,
            ENDPOINTS.len() + 1,
            "two endpoints with one method and path would hide one another; the document is the one more"
        );
        assert!(document["paths"][ADDRESS]["get"].is_object(), "it is an address of this listener too");
    }

    #[test]
    fn a_fault_that_passes_is_told_by_its_own_status() {
        let document = document();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                for status in ["500", "503"] {
                    let told = operation["responses"][status]["description"].as_str().unwrap_or_default();
                    assert!(told.split(", ").any(|code| code == "internal"), "{method} {path}: {status}");
                }
            }
        }
    }
}
