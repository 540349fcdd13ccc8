//! A product with its request, as the acts of issuance want it.

use sportello_central_store::{
    StoreError, Transaction,
    tables::{
        certificates::{self, IssuedKind, StoredCertificate},
        products::{self, Product},
        requests::{self, HistoryLine, RegistrationRequest},
    },
};
use sportello_contract::central::issuance::IssuedCertificate;
use sportello_domain::{
    error_code::ErrorCode,
    ids::ProductId,
    moment::Timestamp,
    product::{ProductEvent, ProductStatus},
    request::RequestEvent,
    rights::{Action, Target},
};

use crate::{Refusal, authority::Purpose, signed_in::SignedIn};

/// A product and the request it belongs to.
pub(super) struct IssuanceCase {
    pub product: Product,
    pub request: RegistrationRequest,
}

/// Who acts: an officer, or the centre by itself.
#[derive(Clone, Copy)]
pub(super) enum Acting<'a> {
    Officer(&'a SignedIn),
    Centre,
}

impl IssuanceCase {
    /// Reads both. Nothing of another customer's exists for an officer.
    pub async fn find(tx: &mut Transaction, acting: Acting<'_>, product: ProductId) -> Result<Self, Refusal> {
        let product = products::find(tx, product).await?.ok_or_else(Refusal::not_found)?;
        if let Acting::Officer(officer) = acting
            && product.customer != officer.customer()
        {
            return Err(Refusal::not_found());
        }
        let request = requests::find(tx, product.request).await?.ok_or_else(Refusal::not_found)?;
        Ok(Self { product, request })
    }

    /// What the table of rights is asked about.
    pub fn target(&self) -> Target {
        Target {
            customer: self.product.customer,
            unit: self.product.unit,
            owner: self.request.entered_by,
            method: Some(self.request.method),
            request: Some(self.request.state.status),
            product: Some(self.product.status),
        }
    }

    /// May it be done now? The centre itself only goes on with what an officer began.
    pub fn permit(&self, acting: Acting<'_>, action: Action) -> Result<(), Refusal> {
        match acting {
            Acting::Officer(officer) => officer.may(action, &self.target()),
            Acting::Centre => Ok(()),
        }
    }

    pub fn purpose(&self) -> Purpose {
        Purpose::Signature { customer: self.product.customer, product: self.product.id }
    }

    /// The signature certificate, once it is issued.
    pub async fn certificate(&self, tx: &mut Transaction) -> Result<Option<StoredCertificate>, StoreError> {
        let all = certificates::of_product(tx, self.product.id).await?;
        Ok(all.into_iter().find(|certificate| certificate.kind == IssuedKind::Signature))
    }

    /// Moves the product on, with its line of history; nothing is written yet.
    pub async fn move_product(
        &mut self,
        tx: &mut Transaction,
        acting: Acting<'_>,
        event: ProductEvent,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        self.product.status = self.product.status.after(event)?;
        self.product.status_since = at;
        self.tell(tx, acting, self.product.status.as_str(), at).await
    }

    /// Moves the request on and writes it, where the event is possible now.
    async fn move_request(
        &mut self,
        tx: &mut Transaction,
        acting: Acting<'_>,
        event: RequestEvent,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        self.request.state = self.request.state.clone().apply(event, at, None)?;
        let line = HistoryLine { product: None, ..line(acting, self.request.state.status.as_str(), at) };
        requests::add_history(tx, self.request.id, &line).await?;
        self.request.version = requests::update(tx, &self.request).await?.ok_or_else(overtaken)?;
        Ok(())
    }

    /// Adds a line to the product's history.
    pub async fn tell(
        &self,
        tx: &mut Transaction,
        acting: Acting<'_>,
        what: &str,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let line = HistoryLine { product: Some(self.product.id), ..line(acting, what, at) };
        Ok(requests::add_history(tx, self.request.id, &line).await?)
    }

    /// Writes the product.
    pub async fn save_product(&mut self, tx: &mut Transaction) -> Result<(), Refusal> {
        self.product.version = products::update(tx, &self.product).await?.ok_or_else(overtaken)?;
        Ok(())
    }

    /// The answer about an issued certificate.
    pub fn answer(&self, certificate: &StoredCertificate) -> IssuedCertificate {
        IssuedCertificate {
            product: self.product.id,
            certificate: certificate.id,
            serial: certificate.serial.clone(),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            status: self.product.status,
            version: self.product.version,
        }
    }

    /// Moves the request where its products have brought it; they are as they were written.
    pub async fn follow_products(
        &mut self,
        tx: &mut Transaction,
        acting: Acting<'_>,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let products = products::of_request(tx, self.request.id).await?;
        let statuses: Vec<_> = products.iter().map(|product| product.status).collect();
        match self.request.state.status.moved_by(&statuses) {
            Some(event) => self.move_request(tx, acting, event, at).await,
            None => Ok(()),
        }
    }
}

fn line(acting: Acting<'_>, what: &str, at: Timestamp) -> HistoryLine {
    let (account, profile) = match acting {
        Acting::Officer(officer) => (Some(officer.session.account), Some(officer.session.profile)),
        Acting::Centre => (None, None),
    };
    HistoryLine { product: None, at, what: what.to_owned(), account, profile, reason: None }
}

/// A writing transaction is exclusive, so a row read in it cannot be overtaken; if it is, the store is at fault.
fn overtaken() -> Refusal {
    Refusal::internal("a row changed inside an exclusive transaction")
}

/// Refuses what can only be done in another status.
pub(super) fn not_now(status: ProductStatus) -> Refusal {
    Refusal::new(ErrorCode::NotNow).with("why", "productStatus").with("status", status)
}
