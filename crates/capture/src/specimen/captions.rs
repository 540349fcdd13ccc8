//! The printed words of the documents, apart from where they stand. Wording after the public layouts.

/// The Italian electronic identity card.
pub mod card {
    pub const HEAD: [&str; 3] =
        ["REPUBBLICA ITALIANA", "MINISTERO DELL'INTERNO", "CARTA DI IDENTITÀ / IDENTITY CARD"];
    pub const MUNICIPALITY: &str = "COMUNE DI / MUNICIPALITY";
    pub const SURNAME: &str = "COGNOME / SURNAME";
    pub const NAME: &str = "NOME / NAME";
    pub const BIRTH: &str = "LUOGO E DATA DI NASCITA / PLACE AND DATE OF BIRTH";
    pub const SEX: &str = "SESSO / SEX";
    pub const HEIGHT: &str = "STATURA / HEIGHT";
    pub const NATIONALITY: &str = "CITTADINANZA / NATIONALITY";
    pub const ISSUE: &str = "EMISSIONE / ISSUING";
    pub const EXPIRY: &str = "SCADENZA / EXPIRY";
    pub const SIGNATURE: &str = "FIRMA DEL TITOLARE / HOLDER'S SIGNATURE";
    pub const NOT_ABROAD: &str = "NON VALIDA PER L'ESPATRIO";
    pub const PARENTS: &str = "COGNOME E NOME DEI GENITORI O DI CHI NE FA LE VECI / PARENTS' / TUTOR'S NAME";
    pub const TAX_CODE: &str = "CODICE FISCALE / FISCAL CODE";
    pub const BIRTH_ACT: &str = "ESTREMI ATTO DI NASCITA";
    pub const RESIDENCE: &str = "INDIRIZZO DI RESIDENZA / RESIDENCE";
}

/// The Italian passport.
pub mod passport {
    pub const HEAD: &str = "REPUBBLICA ITALIANA";
    pub const NAMES: [&str; 3] = ["PASSAPORTO", "PASSPORT", "PASSEPORT"];
    pub const KIND: &str = "Tipo. Type. Type.";
    pub const STATE: &str = "Codice Paese. Code of issuing State. Code du Pays émetteur.";
    pub const NUMBER: &str = "Passaporto N. Passport No. Passeport N°.";
    pub const SURNAME: &str = "Cognome. Surname. Nom. (1)";
    pub const NAME: &str = "Nome. Given names. Prénoms. (2)";
    pub const NATIONALITY: &str = "Cittadinanza. Nationality. Nationalité. (3)";
    pub const BIRTH: &str = "Data di nascita. Date of birth. Date de naissance. (4)";
    pub const SEX: &str = "Sesso. Sex. Sexe. (5)";
    pub const BIRTH_PLACE: &str = "Luogo di nascita. Place of birth. Lieu de naissance. (6)";
    pub const ISSUE: &str = "Data di rilascio. Date of issue. Date de délivrance. (7)";
    pub const EXPIRY: &str = "Data di scadenza. Date of expiry. Date d'expiration. (8)";
    pub const AUTHORITY: &str = "Autorità. Authority. Autorité. (9)";
    pub const SIGNATURE: &str = "Firma del titolare. Holder's signature. Signature du titulaire. (10)";
    pub const TAX_CODE: &str = "Codice fiscale. Fiscal code. Code fiscal.";
    pub const MONTHS_IT: [&str; 12] =
        ["GEN", "FEB", "MAR", "APR", "MAG", "GIU", "LUG", "AGO", "SET", "OTT", "NOV", "DIC"];
    pub const MONTHS_EN: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
}

/// The Italian driving licence.
pub mod licence {
    pub const HEAD: [&str; 2] = ["PATENTE DI GUIDA", "REPUBBLICA ITALIANA"];
    pub const GHOST: &str = "Patente di guida  Driving Licence  Permis de conduire  Führerschein  \
        Permiso de conducción  Vadītāja apliecība  Vozniško dovoljenje";
    pub const MODEL: &str = "Modello UE di patente di guida";
    pub const CATEGORIES: [&str; 15] =
        ["AM", "A1", "A2", "A", "B1", "B", "C1", "C", "D1", "D", "BE", "C1E", "CE", "D1E", "DE"];
    pub const COLUMNS: [&str; 4] = ["9.", "10.", "11.", "12."];
    pub const LEGEND: [&str; 12] = [
        "1. Cognome",
        "2. Nome",
        "3. Data e luogo di nascita",
        "4a. Data rilascio",
        "4b. Data scadenza",
        "4c. Rilasciata da",
        "5. Numero della patente",
        "7. Firma",
        "9. Categoria",
        "10. Valida dal",
        "11. Valida fino al",
        "12. Codici",
    ];
}

/// The Italian paper identity card.
pub mod paper {
    pub const SURNAME: &str = "Cognome";
    pub const NAME: &str = "Nome";
    pub const BORN: &str = "nato il";
    pub const ACT: [&str; 3] = ["(atto n.", "P.", "S."];
    pub const AT: &str = "a";
    pub const NATIONALITY: &str = "Cittadinanza";
    pub const RESIDENCE: &str = "Residenza";
    pub const STREET: &str = "Via";
    pub const CIVIL_STATUS: &str = "Stato civile";
    pub const PROFESSION: &str = "Professione";
    pub const MARKS_HEAD: &str = "CONNOTATI E CONTRASSEGNI SALIENTI";
    pub const HEIGHT: &str = "Statura";
    pub const HAIR: &str = "Capelli";
    pub const EYES: &str = "Occhi";
    pub const MARKS: &str = "Segni particolari";
    pub const SIGNATURE: &str = "Firma del titolare";
    pub const MAYOR: &str = "IL SINDACO";
    pub const FINGER: &str = "Impronta del dito indice sinistro";
    pub const COVER: [&str; 4] = ["REPUBBLICA ITALIANA", "COMUNE DI", "CARTA D'IDENTITÀ", "N°"];
    pub const OF: &str = "DI";
    pub const EXPIRES: [&str; 2] = ["Scadenza :", "Scade il"];
    pub const ISSUED: &str = "Rilasciata il";
    pub const NOT_ABROAD: &str = "NON VALIDA AI FINI DELL'ESPATRIO";
    pub const FEES: [&str; 2] = ["Diritti Euro", "5,42"];
}

/// The Italian health card.
pub mod health {
    pub const HEAD: [&str; 2] = ["TESSERA SANITARIA", "CARTA NAZIONALE DEI SERVIZI"];
    pub const TAX_CODE: &str = "Codice Fiscale";
    pub const EXPIRY: &str = "Data di scadenza";
    pub const SURNAME: &str = "Cognome";
    pub const NAME: &str = "Nome";
    pub const PLACE: &str = "Luogo di nascita";
    pub const PROVINCE: &str = "Provincia";
    pub const BIRTH: &str = "Data di nascita";
    pub const SEX: &str = "Sesso";
    pub const REGIONAL: &str = "Dati sanitari regionali";
    pub const BACK_HEAD: &str = "TESSERA EUROPEA DI ASSICURAZIONE MALATTIA";
    pub const BACK: [&str; 7] = [
        "3 Cognome",
        "4 Nome",
        "5 Data di nascita",
        "6 Numero identificazione personale",
        "7 Numero di identificazione dell'istituzione",
        "8 Numero di identificazione della tessera",
        "9 Scadenza",
    ];
    pub const INSTITUTION: &str = "SSN-MIN SALUTE - 500001";
}
