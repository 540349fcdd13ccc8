//! How a request and its products stand together: what happens to the one moves the others.

use crate::{
    product::{ProductEvent, ProductStatus},
    request::{RequestEvent, RequestStatus},
};

use ProductStatus as P;
use RequestStatus as R;

impl RequestEvent {
    /// What happens to each product along with the request.
    pub const fn of_products(self) -> Option<ProductEvent> {
        match self {
            Self::StartRecognition => Some(ProductEvent::StartRecognition),
            Self::Recognise => Some(ProductEvent::Recognise),
            Self::ReturnForCorrection => Some(ProductEvent::Reopen),
            Self::Reject | Self::Expire | Self::Cancel => Some(ProductEvent::Cancel),
            Self::Confirm
            | Self::Receive
            | Self::SendContract
            | Self::StartIssuance
            | Self::Complete
            | Self::Delete => None,
        }
    }
}

impl ProductStatus {
    /// Nothing is left to be done for it in its request: it is in its holder's hands, or has ended.
    pub fn is_settled(self) -> bool {
        self.has_living_certificate() || self.has_ended()
    }

    /// The issue was begun, whatever became of it.
    const fn is_beyond_recognition(self) -> bool {
        !matches!(self, Self::ToIdentify | Self::RecognitionInProgress | Self::ToBeIssued | Self::Cancelled)
    }
}

impl RequestStatus {
    /// What happens to the request because its products have come where they are.
    pub fn moved_by(self, products: &[ProductStatus]) -> Option<RequestEvent> {
        match self {
            R::Recognised if products.iter().any(|product| product.is_beyond_recognition()) => {
                Some(RequestEvent::StartIssuance)
            }
            R::InIssuance if products.iter().all(|product| product.is_settled()) => {
                Some(RequestEvent::Complete)
            }
            _ => None,
        }
    }

    /// Whether a request that stands here can have products that stand there.
    pub fn goes_with(self, products: &[ProductStatus]) -> bool {
        match self {
            R::Draft | R::WaitingToSend | R::Submitted | R::Returned | R::Deleted => {
                products.iter().all(|product| *product == P::ToIdentify)
            }
            R::InRecognition | R::ContractToSign => {
                products.iter().all(|product| matches!(product, P::ToIdentify | P::RecognitionInProgress))
            }
            R::Recognised => products.iter().all(|product| *product == P::ToBeIssued),
            R::InIssuance => {
                let begun = |product: &ProductStatus| {
                    product.is_beyond_recognition() || matches!(product, P::ToBeIssued | P::Cancelled)
                };
                products.iter().all(begun) && !products.iter().all(|product| product.is_settled())
            }
            R::Completed => products.iter().all(|product| product.is_settled()),
            R::Rejected | R::Expired | R::Cancelled => {
                products.iter().all(|product| *product == P::Cancelled)
            }
        }
    }
}
