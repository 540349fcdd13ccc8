//! A request with its products, as endpoints find, judge and change it.

use sportello_central_store::{
    StoreError, Transaction,
    tables::{
        products::{self, Product},
        requests::{self, HistoryLine, RegistrationRequest},
    },
};
use sportello_contract::{cases::ActionState, central::requests::RequestStanding};
use sportello_domain::{
    account::Actor,
    ids::{ProductId, RequestId},
    moment::Timestamp,
    product::{ProductEvent, ProductStatus},
    request::{ContractStatus, RequestEvent},
    rights::{Action, Target, may},
};

use crate::{Refusal, commands::outdated, signed_in::SignedIn};

/// Acts that a request's page offers.
const REQUEST_ACTIONS: [Action; 7] = [
    Action::EditDraft,
    Action::UploadSignedForm,
    Action::UploadSignedReport,
    Action::SignReport,
    Action::ReturnRequest,
    Action::RejectRequest,
    Action::CancelRequest,
];

/// Acts that a product's page offers: those of its request too, because the officer works from there.
const PRODUCT_ACTIONS: [Action; 13] = [
    Action::EditDraft,
    Action::UploadSignedForm,
    Action::UploadSignedReport,
    Action::SignReport,
    Action::ReturnRequest,
    Action::RejectRequest,
    Action::CancelRequest,
    Action::Issue,
    Action::ResendEnvelope,
    Action::Suspend,
    Action::EndSuspension,
    Action::Revoke,
    Action::SecondApproval,
];

/// Who acts on a case: an officer, or the centre by itself.
#[derive(Clone, Copy)]
pub enum Acting<'a> {
    Officer(&'a SignedIn),
    Centre,
}

impl<'a> From<&'a SignedIn> for Acting<'a> {
    fn from(officer: &'a SignedIn) -> Self {
        Self::Officer(officer)
    }
}

impl Acting<'_> {
    /// A line of history in this actor's name.
    pub fn line(
        self,
        product: Option<ProductId>,
        what: &str,
        reason: Option<String>,
        at: Timestamp,
    ) -> HistoryLine {
        let (account, profile) = match self {
            Self::Officer(officer) => (Some(officer.session.account), Some(officer.session.profile)),
            Self::Centre => (None, None),
        };
        HistoryLine { product, at, what: what.to_owned(), account, profile, reason }
    }
}

/// A request with its products.
#[derive(Clone, Debug)]
pub struct OpenCase {
    pub request: RegistrationRequest,
    pub products: Vec<Product>,
}

impl OpenCase {
    /// Finds a request of the caller's customer; another customer's is not found.
    pub async fn find(tx: &mut Transaction, signed_in: &SignedIn, id: RequestId) -> Result<Self, Refusal> {
        let request = requests::find(tx, id)
            .await?
            .filter(|request| request.customer == signed_in.customer())
            .ok_or_else(Refusal::not_found)?;
        let products = products::of_request(tx, id).await?;
        Ok(Self { request, products })
    }

    /// Finds the request of a product, and the product's place in it.
    pub async fn find_by_product(
        tx: &mut Transaction,
        signed_in: &SignedIn,
        id: ProductId,
    ) -> Result<(Self, Product), Refusal> {
        let product = products::find(tx, id).await?.ok_or_else(Refusal::not_found)?;
        let case = Self::find(tx, signed_in, product.request).await?;
        Ok((case, product))
    }

    /// Whether a certificate of the case will state a role: then an organisation has to consent in writing.
    pub fn states_a_role(&self) -> bool {
        self.request.case.products.iter().any(|product| product.role.is_some())
    }

    /// What rights are asked about. Of several products the one that still has to be identified counts: it is what a
    /// registration clerk may see of others.
    pub fn target(&self) -> Target {
        let waiting = |product: &&Product| {
            matches!(product.status, ProductStatus::ToIdentify | ProductStatus::RecognitionInProgress)
        };
        let product = self.products.iter().find(waiting).or(self.products.first());
        Target { product: product.map(|product| product.status), ..self.target_without_product() }
    }

    /// What rights on one of the products are asked about.
    pub fn product_target(&self, product: &Product) -> Target {
        Target { product: Some(product.status), ..self.target_without_product() }
    }

    fn target_without_product(&self) -> Target {
        Target {
            customer: self.request.customer,
            unit: self.request.unit,
            owner: self.request.entered_by,
            method: Some(self.request.method),
            request: Some(self.request.state.status),
            product: None,
        }
    }

    /// What the request's page offers this actor, and why not.
    pub fn request_actions(&self, actor: &Actor) -> Vec<ActionState> {
        states(actor, &REQUEST_ACTIONS, &self.target())
    }

    /// What the product's page offers this actor, and why not.
    pub fn product_actions(&self, actor: &Actor, product: &Product) -> Vec<ActionState> {
        states(actor, &PRODUCT_ACTIONS, &self.product_target(product))
    }

    /// Where the request stands, for the answer to a command.
    pub const fn standing(&self) -> RequestStanding {
        RequestStanding {
            request: self.request.id,
            status: self.request.state.status,
            version: self.request.version,
        }
    }

    /// Moves the request on in memory, and its products with it; writes the products and the lines of history.
    /// [`OpenCase::save`] writes the request.
    pub async fn move_request(
        &mut self,
        tx: &mut Transaction,
        by: impl Into<Acting<'_>>,
        event: RequestEvent,
        reason: Option<&str>,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let by = by.into();
        self.request.state = self.request.state.clone().apply(event, at, reason)?;
        let told = self.request.state.reason.clone();
        let status = self.request.state.status;
        self.tell(tx, by, None, status.as_str(), told, at).await?;
        match event.of_products() {
            Some(event) => self.move_products(tx, by, event, at).await,
            None => Ok(()),
        }
    }

    /// Moves every product to which the event can happen, with a line of history each, and writes them.
    async fn move_products(
        &mut self,
        tx: &mut Transaction,
        by: Acting<'_>,
        event: ProductEvent,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        for index in 0..self.products.len() {
            let product = &mut self.products[index];
            let Ok(next) = product.status.after(event) else { continue };
            (product.status, product.status_since) = (next, at);
            product.version =
                products::update(tx, product).await?.ok_or_else(|| outdated(product.version))?;
            let id = product.id;
            self.tell(tx, by, Some(id), next.as_str(), None, at).await?;
        }
        Ok(())
    }

    /// A request that ends takes the way to sign its contract along.
    pub fn end_contract(&mut self) {
        if matches!(self.request.contract_status, ContractStatus::LinkSent | ContractStatus::Opened) {
            self.request.contract_status = ContractStatus::Expired;
        }
    }

    /// Adds a line to the history.
    pub async fn tell(
        &self,
        tx: &mut Transaction,
        by: impl Into<Acting<'_>>,
        product: Option<ProductId>,
        what: &str,
        reason: Option<String>,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let line = by.into().line(product, what, reason, at);
        Ok(requests::add_history(tx, self.request.id, &line).await?)
    }

    /// Writes the request, if nobody else wrote since it was read.
    pub async fn save(&mut self, tx: &mut Transaction) -> Result<(), Refusal> {
        let version = self.request.version;
        self.request.version = requests::update(tx, &self.request).await?.ok_or_else(|| outdated(version))?;
        Ok(())
    }
}

/// Moves a request where its products have brought it. Called where a product was moved on and written.
pub async fn follow_products(
    tx: &mut Transaction,
    request: &mut RegistrationRequest,
    by: Acting<'_>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let products = products::of_request(tx, request.id).await?;
    let statuses: Vec<_> = products.iter().map(|product| product.status).collect();
    let event = request.state.status.moved_by(&statuses);
    let Some(Ok(moved)) = event.map(|event| request.state.clone().apply(event, at, None)) else {
        return Ok(());
    };
    request.state = moved;
    let line = by.line(None, request.state.status.as_str(), None, at);
    requests::add_history(tx, request.id, &line).await?;
    // A writing transaction is exclusive: what was read in it cannot be overtaken.
    request.version = requests::update(tx, request).await?.ok_or(StoreError::Unreadable("version"))?;
    Ok(())
}

fn states(actor: &Actor, actions: &[Action], target: &Target) -> Vec<ActionState> {
    actions
        .iter()
        .map(|action| ActionState { action: *action, why_not: may(actor, *action, target).err() })
        .collect()
}
