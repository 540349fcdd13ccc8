//! What the workstation and the centre say to each other, over HTTPS and JSON.
//!
//! The desks' listener, in short (the OpenAPI document at `/openapi.json` says it in full). *Command* means that the body
//! is a [`command::Command`] and the answer a [`command::Answer`]; every error is a [`crate::error::WireError`].
//!
//! | call | body → answer |
//! |---|---|
//! | `POST /v1/workstations` | `RegisterWorkstation` → `RegisteredWorkstation` |
//! | `POST /v1/logins` | `Login` → `LoginAnswer` |
//! | `POST /v1/logins/second-factor` | `SecondFactor` → `LoginAnswer` |
//! | `POST /v1/logins/workplace-changes` (session) | nothing → `LoginAnswer` with a ticket for `POST /v1/sessions`; the session lives on until then |
//! | `POST /v1/sessions` | `OpenSession` → `Session` |
//! | `POST /v1/sessions/refresh` | `RefreshSession` → `Session` |
//! | `DELETE /v1/sessions/current` (session) | nothing → nothing |
//! | `POST /v1/password-recoveries` | `AskRecovery` → nothing |
//! | `POST /v1/password-resets` | `ResetPassword` → nothing |
//! | `GET /v1/reference` | → `Reference` |
//! | `POST /v1/people-searches` | `PersonQuery` → list of `KnownPerson` |
//! | `PUT /v1/evidence/{id}?request=&kind=&sha256=` | bytes → `StoredEvidence` |
//! | `GET /v1/evidence/{id}` | → bytes |
//! | `POST /v1/registration-requests` | command `SubmitRequest` → `SubmittedRequest` |
//! | `GET /v1/registration-requests/{id}/case` | → `Case` |
//! | `POST /v1/registration-requests/{id}/recognition-starts` | command `StartRecognition` → `RequestStanding` |
//! | `POST /v1/registration-requests/{id}/signed-forms` | command `FileSignedForm` → `RequestStanding` |
//! | `POST /v1/registration-requests/{id}/organisation-consents` | command `FileOrganisationConsent` → `RequestStanding` |
//! | `POST /v1/registration-requests/{id}/recognition-reports` | command `FileReport` → `RequestStanding` |
//! | `POST /v1/registration-requests/{id}/returns`, `…/rejections`, `…/cancellations` | command `WithReason` → `RequestStanding` |
//! | `GET /v1/orders/{request}` | → `OrderDetail` |
//! | `GET /v1/products/{id}` | → `ProductDetail` |
//! | `POST /v1/product-searches` | `ProductSearch` → `ProductPage` |
//! | `GET /v1/status-counts` | → list of `StatusCount` |
//! | `GET /v1/products/{id}/certificate-preview` | → `CertificatePreview` |
//! | `POST /v1/products/{id}/issuances` | command `IssueCertificate` → `IssuedCertificate` |
//! | `POST /v1/products/{id}/envelopes` | command `SealEnvelope` → `SealedEnvelope` |
//! | `POST /v1/products/{id}/endings` | command `WithReason` → `EndedProduct` |
//! | `GET /v1/products/{id}/enrolments/current` | → `EnrolmentStanding`, or `enrolmentNotOpen` |
//! | `POST /v1/products/{id}/officer-challenges` | nothing → `OfficerChallenge` |
//! | `POST /v1/products/{id}/officer-proofs` | `OfficerProof` → `OfficerProved` |
//! | `POST /v1/products/{id}/enrolments` | command `BeginEnrolment` → `BegunEnrolment` |
//! | `POST /v1/products/{id}/enrolment-certificates` | command `CertifyKeys` → `CertifiedKeys` |
//! | `POST /v1/products/{id}/enrolment-confirmations` | command `ConfirmEnrolment` → `EnrolmentStanding` |
//! | `POST /v1/products/{id}/enrolment-deliveries` | command `DeliverEnrolment` → `DeliveredEnrolment` |
//! | `POST /v1/products/{id}/enrolment-abandonments` | command `AbandonEnrolment` → `EnrolmentStanding` |
//! | `POST /v1/officer-credentials` | command `AskOfficerCredential` → `OfficerCredential` |
//! | `POST /v1/officer-credentials/challenges` | nothing → `CredentialChallenge` |
//! | `POST /v1/officer-credentials/registrations` | command `RegisterOfficerCredential` → `OfficerCredential` |
//! | `GET /v1/officer-credentials/current` | → `OfficerCredential`, or `credentialMissing` |
//! | `GET /v1/token-stock` | → `TokenStock` |
//! | `POST /v1/token-checks` | `CheckSerials` → `CheckedSerials` |
//! | `POST /v1/token-searches` | `TokenSearch` → `TokenPage` |
//! | `POST /v1/tokens` | command `ReceiveTokens` → `ReceivedTokens` |
//! | `GET /v1/tokens/{id}` | → `TokenDetail` |
//! | `POST /v1/tokens/{id}/changes`, `…/moves` | command `ChangeToken`, `MoveToken` → `ChangedToken` |
//! | `POST /v1/tokens/{id}/formats` | command `AskFormat` → `ChangedToken` |
//! | `POST /v1/tokens/{id}/format-approvals`, `…/format-cancellations` | command `ApproveFormat`, `CallOffFormat` → `ChangedToken` |
//! | `POST /v1/tokens/{id}/format-keys` | command `TakeFormatKeys` → `TakenFormatKeys` |
//! | `POST /v1/tokens/{id}/format-confirmations` | command `ConfirmFormat` → `ChangedToken` |
//! | `POST /v1/stock-counts` | command `CountStock` → `StockCountRow`, or `countDiffers` |
//! | `GET /v1/stock-counts` | → list of `StockCountRow`, newest first |
//! | `GET /v1/accounts` | → list of `AccountRow` |
//! | `GET /v1/audit-events?before=&limit=` | → list of `AuditRow`, newest first |
//! | `GET /v1/training/messages` | → list of `TrainingMessage`, newest first |
//! | `GET /v1/training/messages/{id}/attachments/{name}` | → bytes |

pub mod accounts;
pub mod command;
pub mod credentials;
pub mod enrolment;
pub mod evidence;
pub mod issuance;
pub mod officer_proof;
pub mod people;
pub mod recognition;
pub mod reference;
pub mod requests;
pub mod sessions;
pub mod training;
