//! Small PDFs made on the fly, of the shapes that signing has to cope with.

#![expect(clippy::unwrap_used, reason = "made for tests: a failure here is a failed test")]

use lopdf::{Dictionary, Document, Object, SaveOptions, Stream, dictionary};

/// How a document is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A classic cross-reference table, no form, no annotations.
    Table,
    /// Object streams and a cross-reference stream.
    Streams,
    /// Annotations in an array of their own, and a form inside the catalogue with a text field.
    FormInCatalogue,
    /// A form and its list of fields as objects of their own.
    FormByReference,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Table, Self::Streams, Self::FormInCatalogue, Self::FormByReference];
}

/// A one-page document that shows `text`.
pub fn document(shape: Shape, text: &str) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages_id = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let content = format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET");
    let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let mut page = dictionary! {
        "Type" => "Page",
        "Parent" => pages_id,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    };
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages_id };
    let field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => Object::string_literal("note"), "F" => 4,
        "Rect" => vec![72.into(), 600.into(), 200.into(), 620.into()],
    };
    match shape {
        Shape::Table | Shape::Streams => {}
        Shape::FormInCatalogue => {
            let field = document.add_object(field);
            page.set("Annots", document.add_object(vec![Object::Reference(field)]));
            catalog.set("AcroForm", dictionary! { "Fields" => vec![Object::Reference(field)] });
        }
        Shape::FormByReference => {
            let field = document.add_object(field);
            page.set("Annots", vec![Object::Reference(field)]);
            let fields = document.add_object(vec![Object::Reference(field)]);
            catalog.set("AcroForm", document.add_object(dictionary! { "Fields" => fields }));
        }
    }
    let page = document.add_object(page);
    document
        .set_object(pages_id, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 });
    let root = document.add_object(catalog);
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    let streams = shape == Shape::Streams;
    document.reference_table.cross_reference_type = if streams {
        lopdf::xref::XrefType::CrossReferenceStream
    } else {
        lopdf::xref::XrefType::CrossReferenceTable
    };
    let options =
        SaveOptions { use_object_streams: streams, use_xref_streams: streams, ..SaveOptions::default() };
    document.save_with_options(&mut bytes, options).unwrap();
    bytes
}
