//! E-mail through a server, with lettre.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
    transport::smtp::authentication::Credentials,
};
use sportello_domain::moment::Timestamp;
use zeroize::Zeroizing;

use super::{Letter, SendError, config::SmtpSecurity};

/// Shorter than a job's lease.
const PATIENCE: Duration = Duration::from_secs(30);

/// The road to a mail server.
pub(super) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

impl Smtp {
    pub(super) fn open(
        host: &str,
        port: u16,
        security: SmtpSecurity,
        user: Option<&str>,
        password: Option<Zeroizing<String>>,
    ) -> Result<Self, lettre::transport::smtp::Error> {
        let builder = match security {
            SmtpSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host)?,
            SmtpSecurity::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host)?,
            SmtpSecurity::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
        };
        let builder = builder.port(port).timeout(Some(PATIENCE));
        let builder = match (user, password) {
            (Some(user), Some(password)) => {
                builder.credentials(Credentials::new(user.to_owned(), password.to_string()))
            }
            _ => builder,
        };
        Ok(Self(builder.build()))
    }

    pub(super) async fn send(
        &self,
        from: &Mailbox,
        letter: &Letter,
        now: Timestamp,
    ) -> Result<(), SendError> {
        let message = write(from, letter, now)?;
        match self.0.send(message).await {
            Ok(_) => Ok(()),
            // The server's own words would repeat the address; the code says enough.
            Err(error) => Err(match error.status().map(u16::from) {
                Some(code) if error.is_permanent() => SendError::Refused(code),
                Some(code) => SendError::PutOff(code),
                None => SendError::Unreachable,
            }),
        }
    }
}

/// The message as it stands on the wire and in the training folder. The id gives the Message-ID, so that a message sent
/// twice is one message.
pub(super) fn write(from: &Mailbox, letter: &Letter, now: Timestamp) -> Result<Message, SendError> {
    let content = &letter.content;
    let address: Address = content.to.parse().map_err(|_| SendError::Address)?;
    let name = Some(content.name.trim().to_owned()).filter(|name| !name.is_empty());
    let builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(content.subject.clone())
        .date(SystemTime::from(now.get()))
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())));
    let text = SinglePart::plain(content.text.clone());
    let message = match &letter.attachment {
        None => builder.singlepart(text),
        Some(attachment) => {
            let kind = ContentType::parse(attachment.media_type).map_err(|_| SendError::Unreadable)?;
            let file = Attachment::new(attachment.name.clone()).body(attachment.bytes.to_vec(), kind);
            builder.multipart(MultiPart::mixed().singlepart(text).singlepart(file))
        }
    };
    message.map_err(|_| SendError::Address)
}
