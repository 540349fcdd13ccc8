//! What stands printed beside the fields of identity documents, in the languages of the documents that are read.

/// What a caption announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caption {
    Surname,
    GivenNames,
    BirthDate,
    BirthPlace,
    /// Place and day in one line.
    BirthPlaceAndDate,
    Sex,
    Nationality,
    DocumentNumber,
    TaxCode,
    IssueDate,
    ExpiryDate,
    Authority,
    Residence,
    /// Street of the residence, where the town stands apart.
    Street,
    /// Announces something that is not read; its value is nobody else's.
    Other,
}

use Caption as C;

/// Phrases as they are folded: capitals, no accents, one space for whatever stands between words.
pub const CAPTIONS: &[(Caption, &[&str])] = &[
    (
        C::Surname,
        &["COGNOME", "SURNAME", "NACHNAME", "APELLIDOS", "PRIMARY IDENTIFIER", "IDENTIFIANT PRIMAIRE", "NOM"],
    ),
    (
        C::GivenNames,
        &[
            "NOME",
            "GIVEN NAMES",
            "GIVEN NAME",
            "PRENOMS",
            "PRENOM",
            "VORNAMEN",
            "VORNAME",
            "NOMBRE",
            "SECONDARY IDENTIFIER",
            "IDENTIFIANT SECONDAIRE",
            "FORENAMES",
            "NOME NAME",
        ],
    ),
    (
        C::BirthPlaceAndDate,
        &[
            "LUOGO E DATA DI NASCITA",
            "PLACE AND DATE OF BIRTH",
            "DATA E LUOGO DI NASCITA",
            "DATE AND PLACE OF BIRTH",
            "DATA LUOGO DI NASCITA",
        ],
    ),
    (
        C::BirthDate,
        &[
            "DATA DI NASCITA",
            "DATE OF BIRTH",
            "DATE DE NAISSANCE",
            "GEBURTSDATUM",
            "GEBURTSTAG",
            "NATO IL",
            "NATA IL",
        ],
    ),
    (C::BirthPlace, &["LUOGO DI NASCITA", "PLACE OF BIRTH", "LIEU DE NAISSANCE", "GEBURTSORT"]),
    (C::Sex, &["SESSO", "SEX", "SEXE", "GESCHLECHT"]),
    (C::Nationality, &["CITTADINANZA", "NATIONALITY", "NATIONALITE", "STAATSANGEHORIGKEIT"]),
    (
        C::DocumentNumber,
        &[
            "PASSAPORTO N",
            "PASSPORT NO",
            "PASSEPORT N",
            "PASSPORT NUMBER",
            "DOCUMENT NO",
            "DOCUMENT NUMBER",
            "NUMERO DE DOCUMENT",
            "NUMERO DEL DOCUMENTO",
            "CARD NO",
            "CARTA N",
        ],
    ),
    (C::TaxCode, &["CODICE FISCALE", "FISCAL CODE", "PERSONAL CODE", "N IDENTIFICAZIONE PERSONALE"]),
    (
        C::IssueDate,
        &[
            "EMISSIONE",
            "ISSUING",
            "DATA DI RILASCIO",
            "DATE OF ISSUE",
            "DATE DE DELIVRANCE",
            "DATA DI EMISSIONE",
            "RILASCIATA IL",
            "RILASCIATO IL",
            "AUSSTELLUNGSDATUM",
        ],
    ),
    (
        C::ExpiryDate,
        &[
            "SCADENZA",
            "EXPIRY",
            "DATA DI SCADENZA",
            "DATE OF EXPIRY",
            "DATE D EXPIRATION",
            "SCADE IL",
            "VALID UNTIL",
            "VALIDE JUSQU AU",
            "GULTIG BIS",
            "VALIDA FINO AL",
            "DATA SCADENZA",
        ],
    ),
    (
        C::Authority,
        &[
            "COMUNE DI",
            "MUNICIPALITY",
            "AUTORITA",
            "AUTHORITY",
            "AUTORITE",
            "ISSUED BY",
            "RILASCIATA DA",
            "AUTORITE DE DELIVRANCE",
        ],
    ),
    (C::Residence, &["INDIRIZZO DI RESIDENZA", "RESIDENCE", "RESIDENZA", "ADDRESS", "DOMICILE"]),
    (C::Street, &["VIA", "INDIRIZZO"]),
    (
        C::Other,
        &[
            "STATURA",
            "HEIGHT",
            "TAILLE",
            "FIRMA DEL TITOLARE",
            "HOLDERS SIGNATURE",
            "HOLDER S SIGNATURE",
            "SIGNATURE",
            "STATO CIVILE",
            "PROFESSIONE",
            "CAPELLI",
            "OCCHI",
            "SEGNI PARTICOLARI",
            "CONNOTATI E CONTRASSEGNI SALIENTI",
            "COGNOME E NOME DEI GENITORI",
            "PARENTS",
            "GUARDIANS NAME",
            "ESTREMI ATTO DI NASCITA",
            "ATTO N",
            "TIPO",
            "TYPE",
            "CODICE PAESE",
            "COUNTRY CODE",
            "CODE OF ISSUING STATE",
            "CODE DU PAYS",
            "PERSONAL NO",
            "COLOUR OF EYES",
            "COLORE DEGLI OCCHI",
            "CARTA DI IDENTITA",
            "IDENTITY CARD",
            "PASSAPORTO",
            "PASSPORT",
            "REPUBBLICA ITALIANA",
            "MINISTERO DELL INTERNO",
            "UNIONE EUROPEA",
            "EUROPEAN UNION",
            "PATENTE DI GUIDA",
            "DRIVING LICENCE",
            "TESSERA SANITARIA",
            "PROVINCIA",
            "DATI SANITARI REGIONALI",
            "FIRMA",
            "IL SINDACO",
        ],
    ),
];

/// What tells the kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heading {
    IdentityCard,
    Passport,
    DrivingLicence,
    HealthCard,
    Visa,
}

pub const HEADINGS: &[(Heading, &[&str])] = &[
    (
        Heading::HealthCard,
        &["TESSERA SANITARIA", "TESSERA EUROPEA DI ASSICURAZIONE MALATTIA", "CARTA NAZIONALE DEI SERVIZI"],
    ),
    (Heading::DrivingLicence, &["PATENTE DI GUIDA", "DRIVING LICENCE", "PERMIS DE CONDUIRE", "FUHRERSCHEIN"]),
    (Heading::Visa, &["VISA", "VISTO", "VISUM"]),
    (Heading::Passport, &["PASSAPORTO", "PASSPORT", "PASSEPORT", "REISEPASS"]),
    (
        Heading::IdentityCard,
        &["CARTA DI IDENTITA", "CARTA D IDENTITA", "IDENTITY CARD", "CARTE D IDENTITE", "PERSONALAUSWEIS"],
    ),
];

/// Words that no other state prints: Switzerland and San Marino have captions in Italian too.
pub const ITALIAN: &[&str] = &[
    "REPUBBLICA ITALIANA",
    "MINISTERO DELL INTERNO",
    "COMUNE DI",
    "TESSERA SANITARIA",
    "CODICE FISCALE",
    "MINISTERO DELLE INFRASTRUTTURE",
];
