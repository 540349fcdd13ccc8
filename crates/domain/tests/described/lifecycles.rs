//! The section *Statuses*: every way from one status to another, and how a request and its products go together.

use std::collections::BTreeSet;

use proptest::{
    collection::vec, prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner,
};
use sportello_domain::{
    enrolment::{EnrolmentEvent, EnrolmentStep},
    moment::Timestamp,
    product::{PRODUCT_TRANSITIONS, ProductEvent, ProductStatus},
    request::{REQUEST_TRANSITIONS, RequestEvent, RequestState, RequestStatus},
    token::{TOKEN_TRANSITIONS, TokenStatus},
};
use time::macros::datetime;

use ProductStatus as P;
use RequestStatus as R;
use TokenStatus as T;

/// A sentence of the description, and the ways that it gives: from each of the first to each of the second.
type Sentence<S> = (&'static str, &'static [S], &'static [S]);

/// Those that can be *before issuance* once the centre has the request.
const BEFORE_ISSUANCE: &[RequestStatus] = &[R::Submitted, R::InRecognition, R::ContractToSign, R::Recognised];

const REQUEST: &[Sentence<RequestStatus>] = &[
    // What can be sent at once waits for a moment: the receipt alone makes it Submitted.
    ("Draft → [Waiting to send →]", &[R::Draft], &[R::WaitingToSend]),
    ("[Waiting to send →] Submitted", &[R::WaitingToSend], &[R::Submitted]),
    ("Submitted → In recognition", &[R::Submitted], &[R::InRecognition]),
    (
        "In recognition → [Contract to sign →] Recognised",
        &[R::InRecognition],
        &[R::ContractToSign, R::Recognised],
    ),
    ("[Contract to sign →] Recognised", &[R::ContractToSign], &[R::Recognised]),
    ("Recognised → In issuance", &[R::Recognised], &[R::InIssuance]),
    ("In issuance → Completed", &[R::InIssuance], &[R::Completed]),
    ("Returned from any of them before issuance", BEFORE_ISSUANCE, &[R::Returned]),
    ("Returned (with a reason, editable again)", &[R::Returned], &[R::WaitingToSend]),
    ("Rejected, Expired, Cancelled end it", BEFORE_ISSUANCE, &[R::Rejected, R::Expired, R::Cancelled]),
    ("Rejected, Expired, Cancelled end it", &[R::Returned], &[R::Rejected, R::Expired, R::Cancelled]),
    ("Deleted (drafts only)", &[R::Draft], &[R::Deleted]),
];

const PRODUCT: &[Sentence<ProductStatus>] = &[
    (
        "To identify → [Recognition in progress →] To be issued",
        &[P::ToIdentify],
        &[P::RecognitionInProgress, P::ToBeIssued],
    ),
    ("[Recognition in progress →] To be issued", &[P::RecognitionInProgress], &[P::ToBeIssued]),
    ("To be issued → In issuance", &[P::ToBeIssued], &[P::InIssuance]),
    ("In issuance → [To activate →] Active", &[P::InIssuance], &[P::ToActivate, P::Active]),
    ("[To activate →] Active", &[P::ToActivate], &[P::Active]),
    ("Active ⇄ Suspended", &[P::Active], &[P::Suspended]),
    ("Active ⇄ Suspended", &[P::Suspended], &[P::Active]),
    ("In issuance ⇄ Issuance failed", &[P::InIssuance], &[P::IssuanceFailed]),
    ("In issuance ⇄ Issuance failed", &[P::IssuanceFailed], &[P::InIssuance]),
    (
        "from In issuance (orphan), Issuance failed, To activate, Active, Suspended → Revoked",
        &[P::InIssuance, P::IssuanceFailed, P::ToActivate, P::Active, P::Suspended],
        &[P::Revoked],
    ),
    (
        "any status before issuance → Cancelled",
        &[P::ToIdentify, P::RecognitionInProgress, P::ToBeIssued],
        &[P::Cancelled],
    ),
    ("end of validity → Expired", &[P::ToActivate, P::Active, P::Suspended], &[P::Expired]),
    (
        "To activate: its certificate is valid, so suspension applies to it too",
        &[P::ToActivate],
        &[P::Suspended],
    ),
    ("ended before the holder activated, it is where it began", &[P::Suspended], &[P::ToActivate]),
    // Of the request: "Returned … editable again": its products have to be identified anew.
    ("Returned", &[P::RecognitionInProgress, P::ToBeIssued], &[P::ToIdentify]),
];

const TOKEN: &[Sentence<TokenStatus>] = &[
    ("In stock → Reserved", &[T::InStock], &[T::Reserved]),
    ("Reserved → Initialised", &[T::Reserved], &[T::Initialised]),
    ("Initialised → Enrolled", &[T::Initialised], &[T::Enrolled]),
    ("Enrolled → Delivered", &[T::Enrolled], &[T::Delivered]),
    // Nothing was written on it yet.
    ("Reserved, and not needed", &[T::Reserved], &[T::InStock]),
    (
        "Damaged: what the unit holds",
        &[T::InStock, T::Reserved, T::Initialised, T::Enrolled, T::Returned],
        &[T::Damaged],
    ),
    (
        "Lost: by the unit or by the holder",
        &[T::InStock, T::Reserved, T::Initialised, T::Enrolled, T::Delivered, T::Returned],
        &[T::Lost],
    ),
    (
        "Returned: by the holder, from an enrolment that was given up, or found again",
        &[T::Initialised, T::Enrolled, T::Delivered, T::Lost],
        &[T::Returned],
    ),
    (
        "Disposed: what the unit holds and does not use",
        &[T::InStock, T::Damaged, T::Returned],
        &[T::Disposed],
    ),
    ("back to stock", &[T::Damaged, T::Returned], &[T::InStock]),
];

/// The ways of the code's table are those of the sentences, no fewer and no more.
fn check<S: Copy + Ord + std::fmt::Display + 'static>(
    sentences: &[Sentence<S>],
    ways: impl Iterator<Item = (S, S)>,
) {
    let mut there: BTreeSet<(S, S)> = ways.collect();
    let mut missing = Vec::new();
    for (sentence, from, to) in sentences {
        for way in from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to))) {
            if !there.remove(&way) {
                missing.push(format!("{} → {} ({sentence})", way.0, way.1));
            }
        }
    }
    let more: Vec<String> = there.iter().map(|(from, to)| format!("{from} → {to}")).collect();
    assert!(missing.is_empty(), "the description has these and the table has not: {missing:?}");
    assert!(more.is_empty(), "the table has these and the description has not: {more:?}");
}

#[test]
fn a_request_goes_the_described_ways_and_no_other() {
    check(REQUEST, REQUEST_TRANSITIONS.iter().map(|(from, _, to)| (*from, *to)));
}

#[test]
fn a_product_goes_the_described_ways_and_no_other() {
    check(PRODUCT, PRODUCT_TRANSITIONS.iter().map(|(from, _, to)| (*from, *to)));
}

#[test]
fn a_token_goes_the_described_ways_and_no_other() {
    check(TOKEN, TOKEN_TRANSITIONS.iter().map(|(from, _, to)| (*from, *to)));
}

#[test]
fn no_event_has_two_outcomes() {
    for (index, (from, event, _)) in REQUEST_TRANSITIONS.iter().enumerate() {
        let again = REQUEST_TRANSITIONS[index + 1..].iter().any(|(f, e, _)| f == from && e == event);
        assert!(!again, "{from} + {event}");
    }
    for (index, (from, event, _)) in PRODUCT_TRANSITIONS.iter().enumerate() {
        let again = PRODUCT_TRANSITIONS[index + 1..].iter().any(|(f, e, _)| f == from && e == event);
        assert!(!again, "{from} + {event}");
    }
    for (index, (from, event, _)) in TOKEN_TRANSITIONS.iter().enumerate() {
        let again = TOKEN_TRANSITIONS[index + 1..].iter().any(|(f, e, _)| f == from && e == event);
        assert!(!again, "{from} + {event}");
    }
}

/// A request with its products, changed as the centre changes them.
#[derive(Debug)]
struct World {
    request: RequestState,
    products: Vec<ProductStatus>,
}

/// What is tried next: something with the request, or with one of its products.
#[derive(Clone, Debug)]
enum Attempt {
    Request(RequestEvent),
    Product(usize, ProductEvent),
}

/// What happens to a product by itself. The rest happens to it with its request.
const OF_A_PRODUCT: &[ProductEvent] = &[
    ProductEvent::StartIssuance,
    ProductEvent::FailIssuance,
    ProductEvent::Deliver,
    ProductEvent::Activate,
    ProductEvent::Suspend,
    ProductEvent::EndSuspension,
    ProductEvent::Revoke,
    ProductEvent::Expire,
];

fn attempts() -> impl Strategy<Value = Attempt> {
    // What follows from the products is no attempt of its own.
    let of_request = RequestEvent::ALL
        .iter()
        .copied()
        .filter(|event| !matches!(event, RequestEvent::StartIssuance | RequestEvent::Complete));
    let request = select(of_request.collect::<Vec<_>>()).prop_map(Attempt::Request);
    let product =
        (any::<usize>(), select(OF_A_PRODUCT)).prop_map(|(which, event)| Attempt::Product(which, event));
    prop_oneof![request, product]
}

const AT: fn() -> Timestamp = || Timestamp::new(datetime!(2026-11-22 10:00 UTC));

impl World {
    fn new(products: usize) -> Self {
        Self { request: RequestState::draft(AT()), products: vec![P::ToIdentify; products] }
    }

    /// Does it, where both tables allow it; answers whether they did.
    fn attempt(&mut self, attempt: &Attempt) -> bool {
        match attempt {
            Attempt::Request(event) => {
                let Ok(next) = self.request.clone().apply(*event, AT(), Some("a reason")) else {
                    return false;
                };
                self.request = next;
                if let Some(of_products) = event.of_products() {
                    for product in &mut self.products {
                        *product = product.after(of_products).unwrap_or(*product);
                    }
                }
            }
            Attempt::Product(which, event) => {
                let which = which % self.products.len();
                let product = &mut self.products[which];
                let Ok(next) = product.after(*event) else { return false };
                *product = next;
                while let Some(event) = self.request.status.moved_by(&self.products) {
                    self.request = self.request.clone().apply(event, AT(), None).unwrap();
                }
            }
        }
        true
    }
}

/// The walks below come everywhere: one that stays among drafts would prove little.
#[test]
fn walks_reach_every_status() {
    let mut runner = TestRunner::deterministic();
    let (mut requests, mut products) = (BTreeSet::new(), BTreeSet::<ProductStatus>::new());
    for _ in 0..1_000 {
        let walk = vec(attempts(), 80).new_tree(&mut runner).unwrap().current();
        let mut world = World::new(2);
        for attempt in &walk {
            world.attempt(attempt);
            requests.insert(world.request.status);
            products.extend(&world.products);
        }
    }
    assert_eq!(requests.len(), R::ALL.len(), "{requests:?}");
    assert_eq!(products.len(), P::ALL.len(), "{products:?}");
}

proptest! {
    /// Whatever is tried in whatever order: a request and its products never tell two stories, and what has ended
    /// stays so.
    #[test]
    fn a_request_and_its_products_go_together(
        products in 1..4_usize,
        attempts in vec(attempts(), 0..80),
    ) {
        let mut world = World::new(products);
        for attempt in &attempts {
            let before = (world.request.clone(), world.products.clone());
            let done = world.attempt(attempt);
            let (request, products) = (world.request.status, &world.products);
            prop_assert!(request.goes_with(products), "{request} with {products:?} after {attempt:?}");
            prop_assert!(done || before == (world.request.clone(), products.clone()), "refused changes nothing");
            if before.0.status.has_ended() {
                prop_assert_eq!(request, before.0.status, "an ended request stays as it is");
            }
            for (was, is) in before.1.iter().zip(products) {
                prop_assert!(!was.has_ended() || was == is, "{was} was final and became {is}");
                prop_assert!(!was.is_settled() || is.is_settled(), "{was} was issued and became {is}");
            }
        }
    }

    /// Whatever happens to an enrolment, in whatever order and however often: it has ended in one of its two ends, or
    /// both ways out of where it stands lead to one.
    #[test]
    fn an_enrolment_has_no_third_outcome(events in vec(select(EnrolmentEvent::ALL), 0..20)) {
        let mut step = EnrolmentStep::Begun;
        for event in events {
            let before = step;
            step = step.after(event).unwrap_or(step);
            prop_assert!(!before.has_ended() || step == before, "{before} was an end and became {step}");
        }
        let ends = [EnrolmentStep::Delivered, EnrolmentStep::Abandoned];
        prop_assert_eq!(step.has_ended(), ends.contains(&step), "{} ends or goes on", step);
        if !step.has_ended() {
            prop_assert_eq!(step.after(EnrolmentEvent::Abandon), Ok(EnrolmentStep::Abandoned));
            while let Some(event) = step.next() {
                step = step.after(event).unwrap();
            }
            prop_assert_eq!(step, EnrolmentStep::Delivered, "gone on with to the end");
        }
    }

    /// From wherever a walk ends there is a way to an end: no request is stuck.
    #[test]
    fn no_request_is_stuck(products in 1..4_usize, attempts in vec(attempts(), 0..80)) {
        let mut world = World::new(products);
        for attempt in &attempts {
            world.attempt(attempt);
        }
        let to_the_end = [RequestEvent::Delete, RequestEvent::Receive, RequestEvent::Cancel].map(Attempt::Request);
        for attempt in &to_the_end {
            world.attempt(attempt);
        }
        for product in 0..products {
            for event in [ProductEvent::StartIssuance, ProductEvent::Deliver] {
                world.attempt(&Attempt::Product(product, event));
            }
        }
        prop_assert!(world.request.status.has_ended(), "{} {:?}", world.request.status, world.products);
    }
}
