//! One case, for the papers' tests.

use sportello_domain::{
    case::{CASE_FORMAT, Case, CaseProduct, Consent},
    catalogue::*,
    document::*,
    ids::*,
    moment::{Day, Timestamp},
    person::*,
};
use sportello_papers::{
    form::FormFrame,
    report::{REPORT_FORMAT, ReportEvidence, ReportFacts},
};
use time::macros::{date, datetime};
use uuid::Uuid;

pub fn at() -> Timestamp {
    Timestamp::new(datetime!(2026-11-22 10:15:30 UTC))
}

fn text(en: &str, it: &str) -> Localised {
    Localised { en: en.into(), it: it.into() }
}

pub fn item() -> CatalogueItem {
    CatalogueItem {
        id: CatalogueItemId(Uuid::from_u128(1)),
        category: text("Signature products", "Prodotti di firma"),
        name: text("Remote signature", "Firma remota"),
        description: text("", ""),
        carrier: Carrier::Remote,
        certificates: vec![CertificateKind::Signature],
        methods: vec![MethodRule {
            method: RecognitionMethod::Offline,
            validity_months: 36,
            validity_choices: vec![],
        }],
        role: RoleRule::None,
        customer_types: vec![CustomerType::PrivatePerson],
        billing_months: 36,
    }
}

pub fn texts() -> Vec<ConsentText> {
    vec![ConsentText {
        id: ConsentTextId(Uuid::from_u128(2)),
        kind: ConsentKind::Privacy,
        version: 3,
        required: true,
        title: text("Privacy notice", "Informativa privacy"),
        body: text(
            "Your data are used to issue the certificate.",
            "I tuoi dati servono a emettere il certificato.",
        ),
    }]
}

pub fn frame(language: Language) -> FormFrame {
    FormFrame {
        provider_name: "Prestatore di Prova S.p.A.".into(),
        customer_name: "Cliente di Prova".into(),
        unit_name: "Sportello di Roma".into(),
        reference: Some("O-2026-000042".into()),
        training: true,
        made_at: at(),
        language,
    }
}

#[expect(clippy::too_many_lines, reason = "a whole case, field by field")]
pub fn case() -> Case {
    let image = |side| EvidenceRef {
        id: EvidenceId(Uuid::from_u128(7)),
        kind: EvidenceKind::DocumentImage,
        side: Some(side),
        media_type: "image/jpeg".into(),
        size: 1000,
        sha256: "ab".repeat(32),
        original_sha256: "cd".repeat(32),
    };
    Case {
        format: CASE_FORMAT,
        request: RequestId(Uuid::from_u128(3)),
        unit: UnitId(Uuid::from_u128(4)),
        entered_by: AccountId(Uuid::from_u128(5)),
        entered_at: at(),
        method: RecognitionMethod::Offline,
        legal_basis: LegalBasis::PhysicalPresence,
        known_person: None,
        applicant: Person {
            tax_code: "RSSMRA85T10A562S".parse().unwrap(),
            surname: "Rossi".into(),
            given_names: "Mario".into(),
            sex: Sex::Male,
            born_on: Day(date!(1985 - 12 - 10)),
            birth_place: BirthPlace {
                country: "IT".into(),
                place: "San Giuliano Terme".into(),
                province: Some("PI".into()),
                place_code: "A562".into(),
            },
            citizenship: "IT".into(),
            residence: Residence {
                country: "IT".into(),
                street: "Via dell'Università con un nome molto lungo che deve andare a capo 12".into(),
                postcode: "00184".into(),
                town: "Roma".into(),
                province: Some("RM".into()),
            },
        },
        document: Some(IdentityDocument {
            kind: DocumentKind::IdentityCard,
            country: "IT".into(),
            number: "CA00000AA".into(),
            issued_on: Day(date!(2022 - 01 - 10)),
            expires_on: Day(date!(2032 - 12 - 10)),
            authority: "Comune di Roma".into(),
            images: vec![image(DocumentSide::Front), image(DocumentSide::Back)],
        }),
        contacts: Contacts {
            email: "mario.rossi@example.it".into(),
            mobile: "+393331234567".into(),
            identity: "mario.rossi@example.it".into(),
        },
        products: vec![CaseProduct {
            id: ProductId(Uuid::from_u128(6)),
            item: CatalogueItemId(Uuid::from_u128(1)),
            carrier: Carrier::Remote,
            validity_months: 36,
            customer_type: CustomerType::PrivatePerson,
            role: None,
            lookup_code: None,
            nickname: None,
        }],
        consents: vec![Consent {
            text: ConsentTextId(Uuid::from_u128(2)),
            kind: ConsentKind::Privacy,
            version: 3,
            given: true,
        }],
        read_values: vec![],
        wrong_check_digits: vec![],
        accepted_mismatches: vec![],
    }
}

pub fn facts(case: &Case) -> ReportFacts {
    ReportFacts {
        format: REPORT_FORMAT,
        request: case.request,
        case_sha256: case.hash().unwrap(),
        evidence: vec![
            ReportEvidence { kind: EvidenceKind::DocumentImage, sha256: "ab".repeat(32) },
            ReportEvidence { kind: EvidenceKind::SignedForm, sha256: "ef".repeat(32) },
        ],
        recogniser: case.entered_by,
        recogniser_name: "Anna Bianchi".into(),
        operator_code: "RAO-0001".into(),
        unit_name: "Sportello di Roma".into(),
        place: "Roma, Via Prova 1".into(),
        on: Day(date!(2026 - 11 - 22)),
        made_at: at(),
        method: case.method,
        legal_basis: case.legal_basis,
        provider_name: "Prestatore di Prova S.p.A.".into(),
        customer_name: "Cliente di Prova".into(),
        training: true,
    }
}
