//! The papers' fixed words, English beside Italian, one line each.

use sportello_domain::{
    catalogue::{Carrier, CustomerType, Language, LegalBasis, RecognitionMethod},
    document::DocumentKind,
    moment::{Day, Timestamp},
    person::Sex,
    places,
};

/// Words of a paper in the language chosen.
#[derive(Clone, Copy)]
pub(crate) struct Words(pub Language);

macro_rules! phrases {
    ($($name:ident: $en:literal, $it:literal;)+) => {
        impl Words {
            $(pub const fn $name(self) -> &'static str {
                match self.0 { Language::En => $en, Language::It => $it }
            })+
        }
    };
}

phrases! {
    language_tag: "en", "it";
    page: "Page", "Pagina";
    of: "of", "di";
    training: "TRAINING: this paper has no legal effect", "ADDESTRAMENTO: questo documento non ha valore legale";
    form_title: "Request for a certificate", "Richiesta di certificato";
    report_title: "Recognition report", "Verbale di riconoscimento";
    envelope_title: "Your signature codes", "I codici della tua firma";
    product: "Product", "Prodotto";
    applicant: "Applicant", "Richiedente";
    holder: "Holder", "Titolare";
    surname: "Surname", "Cognome";
    given_names: "First names", "Nome";
    tax_code: "Tax code", "Codice fiscale";
    sex: "Sex", "Sesso";
    born_on: "Date of birth", "Data di nascita";
    birth_place: "Place of birth", "Luogo di nascita";
    citizenship: "Citizenship", "Cittadinanza";
    residence: "Residence", "Residenza";
    identity_document: "Identity document", "Documento di riconoscimento";
    document_kind: "Kind and country", "Tipo e Stato";
    document_number: "Number", "Numero";
    issued_on: "Date of issue", "Data di rilascio";
    expires_on: "Date of expiry", "Data di scadenza";
    authority: "Issued by", "Rilasciato da";
    contacts: "Contacts", "Contatti";
    email: "E-mail", "E-mail";
    mobile: "Mobile phone", "Cellulare";
    identity: "Account", "Identità (account)";
    certificate: "Certificate", "Certificato";
    validity: "Validity", "Durata";
    months: "months", "mesi";
    customer_type: "Customer type", "Tipo di cliente";
    role: "Role", "Ruolo";
    organisation: "Organisation", "Organizzazione";
    consents: "Consents", "Consensi";
    version: "version", "versione";
    i_agree: "I agree", "Acconsento";
    i_do_not_agree: "I do not agree", "Non acconsento";
    form_statement: "I ask the provider for the certificate described above. I declare that the data I gave are true and complete, and that I have read the texts listed under Consents.",
        "Chiedo al prestatore il certificato descritto sopra. Dichiaro che i dati forniti sono veri e completi e di aver letto i testi elencati sotto Consensi.";
    place_and_date: "Place and date", "Luogo e data";
    signature_applicant: "Signature of the applicant", "Firma del richiedente";
    signature_officer: "Signature of the registration officer", "Firma dell'incaricato alla registrazione";
    order: "Order", "Ordine";
    unit: "Registration office", "Ufficio di registrazione";
    report_statement: "I declare that on the day and at the place stated here I recognised the person named below in my presence, compared the person with the original of the identity document described below, and found the document genuine, valid and belonging to that person.",
        "Dichiaro che nel giorno e nel luogo qui indicati ho riconosciuto in mia presenza la persona sotto nominata, l'ho confrontata con l'originale del documento di riconoscimento sotto descritto e ho trovato il documento autentico, valido e appartenente a quella persona.";
    recognition: "Recognition", "Riconoscimento";
    officer: "Registration officer", "Incaricato alla registrazione";
    operator_code: "Operator code", "Codice operatore";
    place: "Place", "Luogo";
    day: "Date", "Data";
    made_at: "Report made at", "Verbale redatto il";
    method: "Method", "Modalità";
    legal_basis: "Legal basis", "Base giuridica";
    evidence: "Evidence", "Evidenze";
    case_hash: "Case (SHA-256)", "Pratica (SHA-256)";
    document_image: "Document image", "Immagine del documento";
    signed_form: "Signed request form", "Modulo di richiesta firmato";
    organisation_consent: "Consent of the organisation", "Consenso dell'organizzazione";
    other_evidence: "Attachment", "Allegato";
    report_footer: "Signed electronically by the registration officer", "Firmato digitalmente dall'incaricato alla registrazione";
    envelope_intro: "Keep this file and do not give it to anybody: with these codes one signs in your name. Nobody at the counter has seen them.",
        "Conserva questo file e non consegnarlo a nessuno: con questi codici si firma a tuo nome. Nessuno allo sportello li ha visti.";
    pin: "PIN: you need it once, to choose your own", "PIN: ti serve una volta, per scegliere il tuo";
    puk: "PUK: unblocks the PIN", "PUK: sblocca il PIN";
    emergency_code: "Emergency code: suspends your certificate at once", "Codice di emergenza: sospende subito il certificato";
    envelope_footer: "Encrypted envelope", "Busta cifrata";
    user_id: "User ID", "User ID";
}

impl Words {
    pub fn method_name(self, method: RecognitionMethod) -> &'static str {
        match (self.0, method) {
            (Language::En, RecognitionMethod::Offline) => "In person, request signed on paper (Offline)",
            (Language::It, RecognitionMethod::Offline) => "De visu, richiesta firmata su carta (Offline)",
            (Language::En, RecognitionMethod::LiveId) => "In person, request signed with an OTP (Live ID)",
            (Language::It, RecognitionMethod::LiveId) => "De visu, richiesta firmata con OTP (Live ID)",
            (Language::En, RecognitionMethod::SignId) => "Existing qualified signature (Sign ID)",
            (Language::It, RecognitionMethod::SignId) => "Firma qualificata esistente (Sign ID)",
            (_, RecognitionMethod::Spid) => "SPID",
        }
    }

    pub const fn basis(self, basis: LegalBasis) -> &'static str {
        match (self.0, basis) {
            (Language::En, LegalBasis::PhysicalPresence) => "eIDAS art. 24(1a)(d): physical presence",
            (Language::It, LegalBasis::PhysicalPresence) => "eIDAS art. 24(1 bis)(d): presenza fisica",
            (Language::En, LegalBasis::QualifiedSignature) => "eIDAS art. 24(1a)(b): qualified signature",
            (Language::It, LegalBasis::QualifiedSignature) => "eIDAS art. 24(1 bis)(b): firma qualificata",
            (Language::En, LegalBasis::OtherAssessedMeans) => "eIDAS art. 24(1a)(c): other assessed means",
            (Language::It, LegalBasis::OtherAssessedMeans) => "eIDAS art. 24(1 bis)(c): altri mezzi valutati",
        }
    }

    pub const fn document(self, kind: DocumentKind) -> &'static str {
        match (self.0, kind) {
            (Language::En, DocumentKind::IdentityCard) => "Identity card",
            (Language::It, DocumentKind::IdentityCard) => "Carta d'identità",
            (Language::En, DocumentKind::Passport) => "Passport",
            (Language::It, DocumentKind::Passport) => "Passaporto",
            (Language::En, DocumentKind::DrivingLicence) => "Driving licence",
            (Language::It, DocumentKind::DrivingLicence) => "Patente di guida",
        }
    }

    pub const fn sex_word(self, sex: Sex) -> &'static str {
        match (self.0, sex) {
            (Language::En, Sex::Female) => "Female",
            (Language::It, Sex::Female) => "Femmina",
            (Language::En, Sex::Male) => "Male",
            (Language::It, Sex::Male) => "Maschio",
        }
    }

    pub const fn carrier(self, carrier: Carrier) -> &'static str {
        match (self.0, carrier) {
            (Language::En, Carrier::Remote) => "remote signature",
            (Language::It, Carrier::Remote) => "firma remota",
            (Language::En, Carrier::SmartCard) => "smart card",
            (Language::It, Carrier::SmartCard) => "carta a microprocessore",
            (Language::En, Carrier::UsbToken) => "USB token",
            (Language::It, Carrier::UsbToken) => "token USB",
        }
    }

    pub const fn customer(self, kind: CustomerType) -> &'static str {
        match (self.0, kind) {
            (Language::En, CustomerType::PrivatePerson) => "Private person",
            (Language::It, CustomerType::PrivatePerson) => "Privato",
            (Language::En, CustomerType::Professional) => "Professional",
            (Language::It, CustomerType::Professional) => "Professionista",
            (Language::En, CustomerType::OrganisationMember) => "Member of an organisation",
            (Language::It, CustomerType::OrganisationMember) => "Membro di un'organizzazione",
        }
    }

    /// A country's name by its ISO 3166-1 alpha-2 code; the code itself where the table does not know it.
    pub fn country(self, alpha2: &str) -> String {
        let name = places::country(alpha2).map(|country| match self.0 {
            Language::En => country.english,
            Language::It => country.italian,
        });
        name.unwrap_or(alpha2).to_owned()
    }

    /// 22 Nov 2026 / 22 nov 2026.
    pub fn date(self, day: Day) -> String {
        let names = match self.0 {
            Language::En => {
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            }
            Language::It => {
                ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"]
            }
        };
        let month = names[usize::from(u8::from(day.0.month()) - 1)];
        format!("{} {month} {}", day.0.day(), day.0.year())
    }

    /// With seconds, in UTC: times are evidence here.
    pub fn instant(self, at: Timestamp) -> String {
        let moment = at.get();
        let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
        format!("{}, {hour:02}:{minute:02}:{second:02} UTC", self.date(Day(moment.date())))
    }
}
