//! A product with its request, as the acts of issuance want it.

use std::collections::BTreeMap;

use sportello_central_store::{
    StoreError, Transaction,
    tables::{
        certificates::{self, IssuedKind, StoredCertificate},
        products::{self, Product},
        requests::{self, RegistrationRequest},
    },
};
use sportello_contract::central::issuance::IssuedCertificate;
use sportello_domain::{
    catalogue::Carrier,
    error_code::ErrorCode,
    ids::ProductId,
    moment::Timestamp,
    product::{ProductEvent, ProductStatus},
    rights::{Action, Target},
};

use crate::{
    Centre, Refusal,
    authority::Purpose,
    cases::{Acting, follow_products},
    messages::{self, Addressee, MessageKind, Outgoing},
};

/// A product and the request it belongs to.
pub(super) struct IssuanceCase {
    pub product: Product,
    pub request: RegistrationRequest,
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

    /// Refuses to make a key at the centre for a product whose key belongs on a device.
    pub fn key_is_here(&self) -> Result<(), Refusal> {
        match self.product.definition.carrier {
            Carrier::Remote => Ok(()),
            device @ (Carrier::SmartCard | Carrier::UsbToken) => {
                Err(Refusal::new(ErrorCode::DeviceNeeded).with("carrier", device))
            }
        }
    }

    /// Refuses to enrol a token for a product whose key is the centre's.
    pub fn key_is_on_a_token(&self) -> Result<(), Refusal> {
        match self.product.definition.carrier {
            Carrier::Remote => Err(Refusal::bad_input("product", "carrier")),
            Carrier::SmartCard | Carrier::UsbToken => Ok(()),
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

    /// The product ends as *Revoked*, for this reason, and its request with the last of its products.
    pub async fn revoke_product(
        &mut self,
        tx: &mut Transaction,
        acting: Acting<'_>,
        reason: String,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        self.product.status = self.product.status.after(ProductEvent::Revoke)?;
        self.product.status_since = at;
        let line = acting.line(Some(self.product.id), self.product.status.as_str(), Some(reason), at);
        requests::add_history(tx, self.request.id, &line).await?;
        self.save_product(tx).await?;
        Ok(follow_products(tx, &mut self.request, acting, at).await?)
    }

    /// Adds a line to the product's history.
    pub async fn tell(
        &self,
        tx: &mut Transaction,
        acting: Acting<'_>,
        what: &str,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let line = acting.line(Some(self.product.id), what, None, at);
        Ok(requests::add_history(tx, self.request.id, &line).await?)
    }

    /// Tells the holder by e-mail that the product has come to an end, and when. What an officer gave as the reason stays in
    /// the case. `also` is what this template says besides.
    pub async fn mail_end(
        &self,
        centre: &Centre,
        tx: &mut Transaction,
        template: MessageKind,
        also: (&'static str, String),
    ) -> Result<(), Refusal> {
        let case = &self.request.case;
        let (name, language) = (case.applicant.full_name(), centre.config.messages.language);
        let mail = Outgoing {
            customer: self.product.customer,
            to: Addressee::Email { name: name.clone(), address: case.contacts.email.clone() },
            template,
            language,
            values: BTreeMap::from([
                ("holder", name),
                ("userId", self.product.user_id.clone()),
                ("when", sportello_papers::instant(language, centre.clock.now())),
                also,
            ]),
            envelope: None,
        };
        messages::queue(centre, tx, mail).await?;
        Ok(())
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
}

/// A writing transaction is exclusive, so a row read in it cannot be overtaken; if it is, the store is at fault.
fn overtaken() -> Refusal {
    Refusal::internal("a row changed inside an exclusive transaction")
}

/// Refuses what can only be done in another status.
pub(super) fn not_now(status: ProductStatus) -> Refusal {
    Refusal::new(ErrorCode::NotNow).with("why", "productStatus").with("status", status)
}
