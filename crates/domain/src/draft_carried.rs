//! What a found person brought into a draft: known apart from what was typed, so that it can be taken back.

use serde::{Deserialize, Serialize};

use crate::{
    document::EvidenceRef,
    draft::{DraftContacts, DraftContent, DraftDocument, DraftPerson, DraftResidence},
    ids::EvidenceId,
};

/// The values of a person of the registry, as they came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CarriedOver {
    pub person: DraftPerson,
    pub residence: DraftResidence,
    pub contacts: DraftContacts,
    /// Empty where no document was carried over.
    pub document: DraftDocument,
}

impl DraftContent {
    /// Takes back what was carried over and nobody typed over. Gives the images that went with it.
    pub fn take_back(&mut self) -> Vec<EvidenceId> {
        let Some(carried) = self.carried.take() else { return Vec::new() };
        for (field, was) in texts(self).into_iter().zip(carried.texts()) {
            if *field == was {
                field.clear();
            }
        }
        take_back(&mut self.person.sex, carried.person.sex);
        take_back(&mut self.document.kind, carried.document.kind);
        let is_carried = |image: &EvidenceRef| carried.document.images.iter().any(|one| one.id == image.id);
        let (gone, kept) = std::mem::take(&mut self.document.images).into_iter().partition(is_carried);
        self.document.images = kept;
        Vec::into_iter(gone).map(|image: EvidenceRef| image.id).collect()
    }
}

impl CarriedOver {
    fn texts(self: &CarriedOver) -> Vec<String> {
        let mut content = DraftContent {
            person: self.person.clone(),
            residence: self.residence.clone(),
            contacts: self.contacts.clone(),
            document: self.document.clone(),
            ..DraftContent::default()
        };
        texts(&mut content).into_iter().map(std::mem::take).collect()
    }
}

/// Every text field that a person of the registry fills in.
fn texts(content: &mut DraftContent) -> Vec<&mut String> {
    let DraftContent { person, residence, contacts, document, .. } = content;
    vec![
        &mut person.tax_code,
        &mut person.surname,
        &mut person.given_names,
        &mut person.born_on,
        &mut person.birth_country,
        &mut person.birth_place,
        &mut person.birth_province,
        &mut person.birth_place_code,
        &mut person.citizenship,
        &mut residence.country,
        &mut residence.street,
        &mut residence.postcode,
        &mut residence.town,
        &mut residence.province,
        &mut contacts.email,
        &mut contacts.mobile,
        &mut contacts.identity,
        &mut document.country,
        &mut document.number,
        &mut document.issued_on,
        &mut document.expires_on,
        &mut document.authority,
    ]
}

fn take_back<T: Copy + PartialEq>(field: &mut Option<T>, was: Option<T>) {
    if *field == was {
        *field = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::{DocumentKind, DocumentSide, EvidenceKind},
        person::Sex,
    };

    fn image(number: u128) -> EvidenceRef {
        EvidenceRef {
            id: EvidenceId(uuid::Uuid::from_u128(number)),
            kind: EvidenceKind::DocumentImage,
            side: Some(DocumentSide::Front),
            media_type: "image/jpeg".to_owned(),
            size: 1,
            sha256: String::new(),
            original_sha256: String::new(),
        }
    }

    fn carried() -> CarriedOver {
        let mut carried = CarriedOver::default();
        "ROSSI".clone_into(&mut carried.person.surname);
        "RSSMRC79A10H501E".clone_into(&mut carried.person.tax_code);
        carried.person.sex = Some(Sex::Male);
        "Via Roma 1".clone_into(&mut carried.residence.street);
        "marco@example.it".clone_into(&mut carried.contacts.email);
        "CA1".clone_into(&mut carried.document.number);
        carried.document.kind = Some(DocumentKind::IdentityCard);
        carried.document.images = vec![image(1)];
        carried
    }

    #[test]
    fn what_was_carried_over_goes_and_what_was_typed_stays() {
        let carried = carried();
        let mut content = DraftContent {
            person: carried.person.clone(),
            residence: carried.residence.clone(),
            contacts: carried.contacts.clone(),
            document: carried.document.clone(),
            carried: Some(Box::new(carried)),
            ..DraftContent::default()
        };
        "Via Nuova 2".clone_into(&mut content.residence.street);
        "IT".clone_into(&mut content.document.country);
        content.document.images.push(image(2));
        assert_eq!(content.take_back(), [image(1).id], "the image that came along");
        let mut left = DraftContent::default();
        "Via Nuova 2".clone_into(&mut left.residence.street);
        "IT".clone_into(&mut left.document.country);
        left.document.images = vec![image(2)];
        assert_eq!(content, left, "the officer's own words and pictures are all that is left");
        assert_eq!(content.take_back(), [], "there is nothing to take back twice");
        assert_eq!(content, left, "and nothing goes");
    }
}
