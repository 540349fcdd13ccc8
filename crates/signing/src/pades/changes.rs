//! What happened to a document after a signature: only further signatures, or more?
//!
//! Two revisions are compared object by object. Whatever is not known to be harmless counts as a change, so a
//! harmless edit of a kind not listed here is reported rather than a forgery passed over.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// The finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Later {
    OnlySignatures,
    Changed(String),
}

/// Compares a signed revision with the whole file.
pub(super) fn since(earlier: &Document, later: &Document) -> Later {
    match compare(earlier, later) {
        Ok(()) => Later::OnlySignatures,
        Err(what) => Later::Changed(what),
    }
}

type Finding = Result<(), String>;

fn compare(earlier: &Document, later: &Document) -> Finding {
    for key in [&b"Root"[..], b"Encrypt"] {
        if earlier.trailer.get(key).ok() != later.trailer.get(key).ok() {
            return Err(format!("the trailer's /{}", String::from_utf8_lossy(key)));
        }
    }
    let roles = Roles::of(earlier, later)?;
    for (id, old) in &earlier.objects {
        if is_table(old) {
            continue;
        }
        match later.objects.get(id) {
            Some(new) if new == old => {}
            Some(new) => roles.may_change(later, *id, old, new)?,
            None => return Err(format!("object {} was removed", id.0)),
        }
    }
    let reached = reached(later);
    for (id, new) in later.objects.iter().filter(|(id, _)| !earlier.objects.contains_key(id)) {
        // The length of a stream may stand apart; a reader has used it up by now.
        let is_left_over = is_table(new) || matches!(new, Object::Integer(_) | Object::Null);
        if !is_left_over && !reached.contains(id) {
            return Err(format!("object {} was added, and nothing of the document leads to it", id.0));
        }
    }
    Ok(())
}

/// All that the trailer leads to.
fn reached(document: &Document) -> BTreeSet<ObjectId> {
    let mut reached = BTreeSet::new();
    let mut to_do: Vec<&Object> = document.trailer.iter().map(|(_, value)| value).collect();
    while let Some(object) = to_do.pop() {
        match object {
            Object::Reference(id) if reached.insert(*id) => to_do.extend(document.objects.get(id)),
            Object::Array(items) => to_do.extend(items),
            Object::Dictionary(dictionary) => to_do.extend(dictionary.iter().map(|(_, value)| value)),
            Object::Stream(stream) => to_do.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    reached
}

/// Containers and tables of the file's structure; every update brings its own.
fn is_table(object: &Object) -> bool {
    matches!(object.type_name(), Ok(b"XRef" | b"ObjStm"))
}

/// The few objects of the earlier revision that a further signature touches.
struct Roles {
    catalog: ObjectId,
    form: Option<ObjectId>,
    pages: BTreeSet<ObjectId>,
    /// What describes the document and is shown on no page: signers' programs note themselves and the date there.
    descriptions: BTreeSet<ObjectId>,
    /// Arrays that stand as objects of their own.
    fields: Option<ObjectId>,
    annotations: BTreeSet<ObjectId>,
}

impl Roles {
    fn of(earlier: &Document, later: &Document) -> Result<Self, String> {
        let unreadable = |_| "the document's root".to_owned();
        let catalog = later.trailer.get(b"Root").and_then(Object::as_reference).map_err(unreadable)?;
        let reference =
            |dictionary: &Dictionary, key: &[u8]| dictionary.get(key).and_then(Object::as_reference).ok();
        let form = earlier.catalog().ok().and_then(|catalog| reference(catalog, b"AcroForm"));
        let fields = super::container::form(earlier).and_then(|form| reference(form, b"Fields"));
        let pages: BTreeSet<ObjectId> = earlier.page_iter().collect();
        let annotations = pages
            .iter()
            .filter_map(|page| earlier.get_dictionary(*page).ok())
            .filter_map(|page| reference(page, b"Annots"))
            .collect();
        let information = reference(&earlier.trailer, b"Info");
        let metadata = earlier.catalog().ok().and_then(|catalog| reference(catalog, b"Metadata"));
        let descriptions = information.into_iter().chain(metadata).collect();
        Ok(Self { catalog, form, pages, descriptions, fields, annotations })
    }

    fn may_change(&self, later: &Document, id: ObjectId, old: &Object, new: &Object) -> Finding {
        let told = |what: &str| format!("{what} (object {})", id.0);
        if self.descriptions.contains(&id) && is_description(old) && is_description(new) {
            return Ok(());
        }
        match (old, new) {
            (Object::Dictionary(old), Object::Dictionary(new)) => {
                if id == self.catalog {
                    catalogue(later, old, new).map_err(|what| told(&what))
                } else if Some(id) == self.form {
                    form(later, old, new).map_err(|what| told(&what))
                } else if self.pages.contains(&id) {
                    page(later, old, new).map_err(|what| told(&what))
                } else {
                    newly_signed(later, old, new).map_err(|what| told(&what))
                }
            }
            (Object::Array(old), Object::Array(new)) if Some(id) == self.fields => {
                grown(later, old, new, is_signature_field).map_err(|what| told(&what))
            }
            (Object::Array(old), Object::Array(new)) if self.annotations.contains(&id) => {
                grown(later, old, new, is_signature_field).map_err(|what| told(&what))
            }
            _ => Err(told("content was replaced")),
        }
    }
}

/// An XMP stream, or an information dictionary, which has no type. Anything else under those names, such as a page's
/// content passed off as metadata, is content.
fn is_description(object: &Object) -> bool {
    match object {
        Object::Stream(stream) => stream.dict.has_type(b"Metadata"),
        Object::Dictionary(dictionary) => !dictionary.has(b"Type"),
        _ => false,
    }
}

/// The keys in which two dictionaries differ.
fn differing<'a>(old: &'a Dictionary, new: &'a Dictionary) -> BTreeSet<&'a [u8]> {
    let keys = old.iter().chain(new.iter()).map(|(key, _)| key.as_slice());
    keys.filter(|key| old.get(key).ok() != new.get(key).ok()).collect()
}

fn catalogue(later: &Document, old: &Dictionary, new: &Dictionary) -> Finding {
    for key in differing(old, new) {
        match key {
            // Proofs about signatures (EN 319 142-1 §5.4), the mark that they may be there, and the description.
            b"DSS" | b"Extensions" | b"Metadata" | b"Version" => {}
            b"AcroForm" => {
                let empty = Dictionary::new();
                let before = old.get(key).ok();
                let before = match before {
                    None => &empty,
                    Some(Object::Dictionary(form)) => form,
                    Some(_) => return Err("the form was exchanged".to_owned()),
                };
                let after = super::container::form(later).ok_or_else(|| "the form is gone".to_owned())?;
                form(later, before, after)?;
            }
            _ => return Err(format!("the catalogue's /{}", String::from_utf8_lossy(key))),
        }
    }
    Ok(())
}

fn form(later: &Document, old: &Dictionary, new: &Dictionary) -> Finding {
    for key in differing(old, new) {
        match key {
            b"SigFlags" => {}
            b"Fields" => {
                let before = match old.get(key) {
                    Ok(Object::Array(fields)) => fields.as_slice(),
                    Err(_) => &[],
                    Ok(_) => return Err("the list of fields was exchanged".to_owned()),
                };
                let after = super::container::array(later, new, key).unwrap_or_default();
                grown(later, before, after, is_signature_field)?;
            }
            // Others add resources for appearances of signatures; exchanging them would change what is seen.
            b"DR" | b"DA" if !old.has(key) => {}
            _ => return Err(format!("the form's /{}", String::from_utf8_lossy(key))),
        }
    }
    Ok(())
}

fn page(later: &Document, old: &Dictionary, new: &Dictionary) -> Finding {
    for key in differing(old, new) {
        if key != b"Annots" {
            return Err(format!("a page's /{}", String::from_utf8_lossy(key)));
        }
        let before = match old.get(key) {
            Ok(Object::Array(annotations)) => annotations.as_slice(),
            Err(_) => &[],
            Ok(_) => return Err("a page's list of annotations was exchanged".to_owned()),
        };
        let after = super::container::array(later, new, key).unwrap_or_default();
        grown(later, before, after, is_signature_field)?;
    }
    Ok(())
}

/// A signature field that was empty and now carries a signature.
fn newly_signed(later: &Document, old: &Dictionary, new: &Dictionary) -> Finding {
    let is_empty_field =
        old.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Sig") && !old.has(b"V");
    let signed = new.get(b"V").and_then(|value| later.dereference(value)).is_ok_and(|(_, value)| {
        value.as_dict().is_ok_and(|signature| signature.has(b"ByteRange") && signature.has(b"Contents"))
    });
    let only_that = differing(old, new).iter().all(|key| [&b"V"[..], b"M", b"F", b"Lock"].contains(key));
    if is_empty_field && signed && only_that { Ok(()) } else { Err("content was replaced".to_owned()) }
}

/// `new` is `old` with entries added at its end, all of the kind that `is_harmless` accepts.
fn grown(
    later: &Document,
    old: &[Object],
    new: &[Object],
    is_harmless: fn(&Document, &Object) -> bool,
) -> Finding {
    let Some(added) = new.strip_prefix(old) else {
        return Err("an entry of a list was removed or exchanged".to_owned());
    };
    if added.iter().all(|entry| is_harmless(later, entry)) {
        Ok(())
    } else {
        Err("something other than a signature was added, or one that is visible".to_owned())
    }
}

/// An invisible signature field. A visible one could be drawn over what was signed.
fn is_signature_field(later: &Document, entry: &Object) -> bool {
    let Ok((Some(_), object)) = later.dereference(entry) else { return false };
    let Ok(field) = object.as_dict() else { return false };
    let is_signature = field.get(b"FT").and_then(Object::as_name).is_ok_and(|kind| kind == b"Sig");
    let sides: Option<Vec<f32>> = super::container::array(later, field, b"Rect")
        .map(|sides| sides.iter().filter_map(|side| side.as_float().ok()).collect());
    let invisible = match sides.as_deref() {
        None => !field.has(b"AP"),
        Some([left, bottom, right, top]) => {
            (right - left).abs() < f32::EPSILON || (top - bottom).abs() < f32::EPSILON
        }
        Some(_) => false,
    };
    is_signature && invisible && !field.has(b"Kids")
}
