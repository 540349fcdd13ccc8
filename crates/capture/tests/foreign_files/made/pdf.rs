//! PDF, object by object.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

/// A file of `pages` pages of 200 × 100 points, all with this content and these resources.
pub fn pages(pages: usize, content: Stream, resources: impl FnOnce(&mut Document) -> Object) -> Document {
    let mut document = Document::with_version("1.7");
    let root = document.new_object_id();
    let content = document.add_object(content);
    let resources = resources(&mut document);
    let page = |document: &mut Document| -> Object {
        let page = dictionary! { "Type" => "Page", "Parent" => root, "Contents" => content,
        "Resources" => resources.clone(),
        "MediaBox" => vec![0.into(), 0.into(), 200.into(), 100.into()] };
        document.add_object(page).into()
    };
    let kids: Vec<Object> = (0..pages).map(|_| page(&mut document)).collect();
    let count = i64::try_from(pages).unwrap();
    let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    document.objects.insert(root, tree.into());
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalogue);
    document
}

/// A file of pages with a red square at their bottom left.
pub fn plain(count: usize) -> Document {
    pages(count, content(b"0.9 0.1 0.1 rg 0 0 100 100 re f"), |_| Object::Dictionary(dictionary! {}))
}

/// A page that is filled by one picture.
pub fn with_picture(picture: Stream) -> Document {
    pages(1, content(b"q 200 0 0 100 0 0 cm /P Do Q"), |document| {
        let picture = document.add_object(picture);
        dictionary! { "XObject" => dictionary! { "P" => picture } }.into()
    })
}

/// A picture as it stands in a PDF, its samples packed by `filter`.
pub fn picture((width, height): (i64, i64), colours: &str, filter: &str, bytes: Vec<u8>) -> Stream {
    let mut dict = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
    "ColorSpace" => Object::Name(colours.into()), "BitsPerComponent" => 8 };
    if !filter.is_empty() {
        dict.set("Filter", Object::Name(filter.into()));
    }
    Stream::new(dict, bytes)
}

/// Drawing instructions.
pub fn content(instructions: &[u8]) -> Stream {
    Stream::new(dictionary! {}, instructions.to_vec())
}

/// The catalogue of a file.
pub fn catalogue(document: &Document) -> ObjectId {
    document.trailer.get(b"Root").and_then(Object::as_reference).unwrap()
}

/// The bytes of a file.
pub fn saved(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}
