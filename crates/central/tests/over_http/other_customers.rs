//! Nothing crosses customers, not even the fact that something exists: what one customer has made, whoever belongs to
//! another asks for in every way there is, and is told nothing.

use serde_json::{Value, json};
use sportello_contract::{
    cases::{OrderDetail, ProductPage, StatusCount},
    central::{
        accounts::{AccountRow, AuditRow},
        issuance::{IssuedCertificate, SealedEnvelope},
        people::KnownPerson,
        requests::SubmittedRequest,
        training::TrainingMessage,
    },
};
use sportello_domain::{account::Profile, case::Case, document::EvidenceKind};

use crate::harness::{Desk, TestCentre, ToBeIssued};

/// What the first customer has made: a person with a case, a certificate, an envelope in the mail.
struct Made {
    case: Case,
    order: SubmittedRequest,
    detail: OrderDetail,
    certificate: IssuedCertificate,
    mail: TrainingMessage,
}

impl Made {
    async fn by(desk: &Desk<'_>) -> Self {
        let ToBeIssued { case, order, product, version } = desk.to_be_issued(1).await;
        let path = format!("products/{product}/issuances");
        let certificate: IssuedCertificate = desk.command(&path, Some(version), &json!({})).await.answer();
        let path = format!("products/{product}/envelopes");
        let passphrase = json!({ "passphrase": "quattro cavalli 7 blu" });
        let _: SealedEnvelope = desk.command(&path, Some(certificate.version), &passphrase).await.answer();
        desk.at.drain().await;
        let detail = desk.get(&format!("orders/{}", case.request)).await.read();
        let messages: Vec<TrainingMessage> = desk.get("training/messages").await.read();
        let mail = messages.into_iter().find(|message| !message.attachments.is_empty()).unwrap();
        Self { case, order, detail, certificate, mail }
    }

    /// Every word by which one of its things could be known again.
    fn marks(&self) -> Vec<String> {
        let (case, person) = (&self.case, &self.case.applicant);
        let document = case.document.as_ref().unwrap();
        let mut marks = vec![
            case.request.to_string(),
            case.products[0].id.to_string(),
            self.order.order_id.clone(),
            self.order.activation_code.clone(),
            self.order.user_ids[0].clone(),
            self.certificate.serial.clone(),
            self.mail.id.clone(),
            person.tax_code.to_string(),
            person.surname.clone(),
            document.number.clone(),
            case.contacts.email.clone(),
            case.contacts.mobile.clone(),
            case.products[0].lookup_code.clone().unwrap(),
        ];
        marks.extend(self.detail.evidence.iter().map(|evidence| evidence.evidence.to_string()));
        marks.extend(self.detail.evidence.iter().map(|evidence| evidence.sha256.clone()));
        marks
    }

    /// Every way to ask for the person.
    fn people_queries(&self) -> Vec<Value> {
        let (person, contacts) = (&self.case.applicant, &self.case.contacts);
        vec![
            json!({ "taxCode": person.tax_code }),
            json!({ "surname": person.surname, "givenNames": person.given_names, "bornOn": person.born_on }),
            json!({
                "birthPlace": person.birth_place.place,
                "documentNumber": self.case.document.as_ref().unwrap().number,
                "surname": person.surname,
            }),
            json!({ "email": contacts.email, "mobile": contacts.mobile, "surname": person.surname }),
        ]
    }

    /// Every filter of the search that finds its product.
    fn filters(&self) -> Vec<Value> {
        let (person, contacts) = (&self.case.applicant, &self.case.contacts);
        vec![
            json!({}),
            json!({ "orderId": self.order.order_id }),
            json!({ "userId": self.order.user_ids[0] }),
            json!({ "lookupCode": self.case.products[0].lookup_code }),
            json!({ "nickname": self.case.products[0].nickname }),
            json!({ "taxCode": person.tax_code }),
            json!({ "name": person.surname }),
            json!({ "email": contacts.email }),
            json!({ "mobile": contacts.mobile }),
            json!({ "operator": "anna" }),
            json!({ "statuses": ["toActivate"] }),
        ]
    }
}

/// A search with this filter.
fn search(filter: &Value) -> Value {
    let mut filter = filter.clone();
    if filter["statuses"].is_null() {
        filter["statuses"] = json!([]);
    }
    json!({ "filter": filter, "limit": 200 })
}

/// One in each profile, of this customer.
async fn everybody<'a>(at: &'a TestCentre, client_code: &str, names: [&'static str; 6]) -> Vec<Desk<'a>> {
    let machine = at.workstation(client_code).await;
    let mut all = Vec::new();
    for (name, profile) in names.into_iter().zip(Profile::ALL) {
        all.push(at.sign_in(&machine, name, *profile, None).await);
    }
    all
}

const ALPE: [&str; 6] =
    ["lucia.ferri", "marco.sartori", "anna.conti", "paolo.moser", "sara.galli", "giorgio.riva"];
const MARE: [&str; 6] =
    ["irene.dapelo", "elena.costa", "luca.parodi", "tommaso.neri", "chiara.bruno", "stefano.vigo"];

/// Answers that a profile may be refused altogether; whoever is not, is told of the own customer alone.
struct Told {
    /// How many things of the searched kind were told, over all ways of asking.
    people: usize,
    products: usize,
    counted: u32,
    mails: usize,
    attachment: u16,
    evidence: Vec<u16>,
    /// Everything that was said, for the words in it.
    said: String,
}

async fn ask(desk: &Desk<'_>, made: &Made) -> Told {
    let mut said = String::new();
    let mut hear = |told: &crate::harness::Told| said.push_str(&told.body.to_string());
    let (mut people, mut products) = (0, 0);
    for query in made.people_queries() {
        let told = desk.post("people-searches", &query).await;
        hear(&told);
        people += told.list::<KnownPerson>().len();
    }
    for filter in made.filters() {
        let told = desk.post("product-searches", &search(&filter)).await;
        hear(&told);
        products += told.read::<ProductPage>().rows.len();
    }
    let told = desk.get("status-counts").await;
    hear(&told);
    let counted = told.list::<StatusCount>().iter().map(|count| count.count).sum();
    let told = desk.get("training/messages").await;
    hear(&told);
    let mails = told.list::<TrainingMessage>().len();
    let (request, product) = (made.case.request, made.case.products[0].id);
    for path in [
        "accounts".to_owned(),
        "audit-events".to_owned(),
        "reference".to_owned(),
        format!("orders/{request}"),
        format!("products/{product}"),
        format!("registration-requests/{request}/case"),
    ] {
        hear(&desk.get(&path).await);
    }
    let (mail, attachment) = (&made.mail.id, &made.mail.attachments[0].name);
    let (attachment, _) = desk.bytes(&format!("training/messages/{mail}/attachments/{attachment}")).await;
    let mut evidence = Vec::new();
    for stored in &made.detail.evidence {
        evidence.push(desk.bytes(&format!("evidence/{}", stored.evidence)).await.0.as_u16());
    }
    Told { people, products, counted, mails, attachment: attachment.as_u16(), evidence, said }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_customer_is_told_nothing() {
    let at = TestCentre::with(|config| config.sessions.access_minutes = 120).await;
    let (own, others) = (everybody(&at, "ALPE", ALPE).await, everybody(&at, "MARE", MARE).await);
    let made = Made::by(&own[2]).await;

    // Asked so, the own customer is told: the ways to ask are good ones.
    let told = ask(&own[1], &made).await;
    assert_eq!(told.people, made.people_queries().len(), "every query finds the person");
    assert_eq!(told.products, made.filters().len(), "every filter finds the product");
    assert_eq!((told.counted, told.mails > 0, told.attachment), (1, true, 200), "counted, mailed, opened");
    assert_eq!(told.evidence, [200, 200, 200], "image, form and report are opened");
    for mark in made.marks() {
        assert!(told.said.contains(&mark), "{mark} is among what was said, so its absence says something");
    }
    // An attachment is for every profile of the customer.
    for desk in &own {
        assert_eq!(ask_attachment(desk, &made).await, 200, "{}", desk.session.profile);
    }

    for desk in &others {
        let who = format!("{} of the other customer", desk.session.profile);
        let told = ask(desk, &made).await;
        assert_eq!((told.people, told.products, told.counted), (0, 0, 0), "{who} finds nobody and nothing");
        assert_eq!((told.mails, told.attachment), (0, 404), "{who} reads no mail");
        assert_eq!(told.evidence, [404, 404, 404], "{who} opens no evidence");
        let marks = made.marks();
        for mark in marks.iter().chain(&own_people(&at)) {
            assert!(!told.said.contains(mark.as_str()), "{who} is told {mark}");
        }
    }
}

async fn ask_attachment(desk: &Desk<'_>, made: &Made) -> u16 {
    let (mail, attachment) = (&made.mail.id, &made.mail.attachments[0].name);
    desk.bytes(&format!("training/messages/{mail}/attachments/{attachment}")).await.0.as_u16()
}

/// The names of the first customer's people.
fn own_people(at: &TestCentre) -> Vec<String> {
    let own = at.made.accounts.iter().filter(|account| account.customer == "ALPE");
    own.flat_map(|account| [account.user_name.clone(), account.full_name.clone()]).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn administration_and_audit_are_of_the_own_customer() {
    let at = TestCentre::with(|config| config.sessions.access_minutes = 120).await;
    let (own, others) = (everybody(&at, "ALPE", ALPE).await, everybody(&at, "MARE", MARE).await);
    let made = Made::by(&own[2]).await;
    for (administrator, client_code) in [(&own[0], "ALPE"), (&others[0], "MARE")] {
        let rows: Vec<AccountRow> = administrator.get("accounts").await.read();
        let mut told: Vec<_> = rows.into_iter().map(|row| row.user_name).collect();
        let of_customer = at.made.accounts.iter().filter(|account| account.customer == client_code);
        let mut expected: Vec<_> = of_customer.map(|account| account.user_name.clone()).collect();
        told.sort_unstable();
        expected.sort_unstable();
        assert_eq!(told, expected, "{client_code}: its accounts, all of them and no other");
    }
    let own_log: Vec<AuditRow> = own[5].get("audit-events?limit=500").await.read();
    let other_log: Vec<AuditRow> = others[5].get("audit-events?limit=500").await.read();
    let about = format!("request {}", made.case.request);
    assert!(own_log.iter().any(|row| row.target == about), "the own log tells of the case");
    let numbers: Vec<_> = own_log.iter().map(|row| row.number).collect();
    let shared: Vec<_> = other_log.iter().filter(|row| numbers.contains(&row.number)).collect();
    assert!(!other_log.is_empty() && shared.is_empty(), "no event is in both: {shared:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_known_to_one_customer_is_new_to_another() {
    let at = TestCentre::with(|config| config.sessions.access_minutes = 120).await;
    let (own, others) = (everybody(&at, "ALPE", ALPE).await, everybody(&at, "MARE", MARE).await);
    let made = Made::by(&own[2]).await;
    let officer = &others[2];
    // Somebody else with the same contacts: within a customer that is refused, and would tell that they are in use.
    let other = officer.case(2).await;
    let same_contacts = Case { contacts: made.case.contacts.clone(), ..other };
    let within = own[2].case(2).await;
    let within = Case { contacts: made.case.contacts.clone(), ..within };
    own[2].submit(&within).await.assert_refused(409, "contactInUse", "within the customer they are in use");
    let told = officer.submit(&same_contacts).await;
    assert!(told.status.is_success(), "another customer is not told so: {}", told.body);
    // The same person, as if never seen.
    let same_person = officer.case(1).await;
    let told = officer.submit(&same_person).await;
    assert!(told.status.is_success(), "the person is new here: {}", told.body);
    // Bytes that the first customer has stored, under an id of one's own, and under theirs.
    let image = &made.case.document.as_ref().unwrap().images[0];
    let (_, bytes) = own[2].bytes(&format!("evidence/{}", image.id)).await;
    officer.put(same_person.request, EvidenceKind::SignedForm, "image/jpeg", &bytes).await;
    let theirs = format!("evidence/{}", image.id);
    officer.get(&theirs).await.assert_refused(404, "notFound", "theirs stay theirs");
}
