//! Mail over a real SMTP conversation, SMS over a real HTTP call.

use std::sync::{Arc, Mutex};

use sportello_central::{
    jobs,
    messages::{
        self, Addressee, MessageKind, Outgoing,
        config::{MailRoad, SmsRoad, SmtpSecurity},
        training,
    },
};
use sportello_domain::{catalogue::Language, error_code::ErrorCode};
use time::Duration;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

use crate::fixture::{Site, add_customer};

type Inbox = Arc<Mutex<Vec<String>>>;

/// A small mail server: greets, takes one message per DATA, refuses whom it is told to.
async fn mail_server(refuse: &'static str) -> (u16, Inbox) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let inbox = Inbox::default();
    let mails = Arc::clone(&inbox);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mails = Arc::clone(&mails);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 mail.test\r\n").await.unwrap();
                let mut data: Option<String> = None;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer = match (&mut data, line.as_str()) {
                        (Some(text), ".") => {
                            mails.lock().unwrap().push(std::mem::take(text));
                            data = None;
                            "250 taken\r\n"
                        }
                        (Some(text), line) => {
                            text.push_str(line);
                            text.push('\n');
                            continue;
                        }
                        (None, line) if line.starts_with("EHLO") => "250 mail.test\r\n",
                        (None, line) if line.starts_with("RCPT") && !refuse.is_empty() => refuse,
                        (None, "DATA") => {
                            data = Some(String::new());
                            "354 go on\r\n"
                        }
                        (None, "QUIT") => "221 bye\r\n",
                        (None, _) => "250 ok\r\n",
                    };
                    if write.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (port, inbox)
}

pub fn smtp(port: u16) -> MailRoad {
    MailRoad::Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        security: SmtpSecurity::None,
        user: None,
        password_file: None,
    }
}

pub async fn queue_recovery(site: &Site, language: Language) {
    let mut tx = site.centre.store.write().await.unwrap();
    let mail = Outgoing {
        customer: site.customer,
        to: Addressee::Email { name: "Zoë D'Amìco".to_owned(), address: "zoe@posta.invalid".to_owned() },
        template: MessageKind::Recovery,
        language,
        values: [
            ("name", "Zoë D'Amìco".to_owned()),
            ("userName", "zoe".to_owned()),
            ("minutes", "30".to_owned()),
            ("link", "http://training.example.com/recovery/SECRETCODE".to_owned()),
        ]
        .into(),
        envelope: None,
    };
    messages::queue(&site.centre, &mut tx, mail).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_mail_goes_out_over_smtp_in_the_readers_language() {
    let (port, inbox) = mail_server("").await;
    let site = Site::with(|config| config.messages.mail = smtp(port)).await;
    queue_recovery(&site, Language::It).await;
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    let mails = inbox.lock().unwrap().clone();
    assert_eq!(mails.len(), 1, "one mail");
    assert!(
        mails[0].contains("Message-ID: <") && mails[0].contains("Date: Mon, 15 Jun 2026 10:00:00"),
        "{}",
        mails[0]
    );
    assert!(mails[0].contains("zoe@posta.invalid"), "to whom it is for");
    assert!(mails[0].contains("Gentile Zo"), "in Italian: {}", mails[0]);
    let nothing = jobs::drain(&site.centre).await.unwrap();
    assert_eq!(nothing.done, 0, "and it is sent once");
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not() {
    for (answer, later) in [("451 later\r\n", true), ("550 <zoe@posta.invalid> unknown\r\n", false)] {
        let (port, _) = mail_server(answer).await;
        let site = Site::with(|config| config.messages.mail = smtp(port)).await;
        queue_recovery(&site, Language::En).await;
        let drained = jobs::drain(&site.centre).await.unwrap();
        let (kinds, word) = if later { (&drained.retried, "putOff") } else { (&drained.failed, "refused") };
        assert_eq!(kinds, &[("sendMessage", word.to_owned())], "{answer}: {drained:?}");
        site.clock.advance(Duration::seconds(6));
        let again = jobs::drain(&site.centre).await.unwrap();
        assert_eq!(again.retried.len(), usize::from(later), "after its pause, and only where it can help");
    }
}

#[tokio::test]
async fn without_a_server_the_mail_waits() {
    let site = Site::with(|config| config.messages.mail = smtp(1)).await;
    queue_recovery(&site, Language::En).await;
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert_eq!(drained.retried, [("sendMessage", "unreachable".to_owned())], "nobody listens there");
    let bytes = std::fs::read(site.centre.config.database_file()).unwrap();
    assert!(!bytes.windows(10).any(|window| window == b"SECRETCODE"), "and waits sealed");
}

#[tokio::test]
async fn an_sms_goes_to_the_providers_webhook() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let provider = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !String::from_utf8_lossy(&request).ends_with('}') {
            let read = stream.read(&mut buffer).await.unwrap();
            request.extend_from_slice(&buffer[..read]);
        }
        stream.write_all(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        String::from_utf8(request).unwrap()
    });
    let keys = tempfile::tempdir().unwrap();
    let key_file = keys.path().join("sms.key");
    std::fs::write(&key_file, "the-providers-key\n").unwrap();
    let site = Site::with(|config| {
        let url = format!("http://127.0.0.1:{port}/send");
        config.messages.sms = SmsRoad::Webhook { url, key_file: Some(key_file) };
    })
    .await;
    let mut tx = site.centre.store.write().await.unwrap();
    let sms = Outgoing {
        customer: site.customer,
        to: Addressee::Mobile("+390000000001".to_owned()),
        template: MessageKind::EnvelopeNotice,
        language: Language::It,
        values: [("address", "m…@example.it".to_owned())].into(),
        envelope: None,
    };
    messages::queue(&site.centre, &mut tx, sms).await.unwrap();
    tx.commit().await.unwrap();
    jobs::drain(&site.centre).await.unwrap();
    let request = provider.await.unwrap();
    assert!(request.starts_with("POST /send HTTP/1.1"), "{request}");
    assert!(request.contains("Bearer the-providers-key"), "with the provider's key: {request}");
    assert!(request.contains(r#""to":"+390000000001""#), "to the number: {request}");
}

#[tokio::test]
async fn the_training_folder_shows_each_customer_its_own() {
    let site = Site::new().await;
    queue_recovery(&site, Language::En).await;
    jobs::drain(&site.centre).await.unwrap();
    let shown = training::list(&site.centre, site.customer).await.unwrap();
    assert_eq!(shown.len(), 1, "the mail is there");
    assert_eq!(shown[0].subject, "[TRAINING] A new password for your account", "marked");
    let id = shown[0].id.parse().unwrap();
    let eml = training::folder(&site.centre.config).join(&shown[0].id).join("message.eml");
    assert!(std::fs::read_to_string(eml).unwrap().contains("Subject: "), "and as a mail program opens it");
    let (other, _) = add_customer(&site.centre, "C002").await;
    assert!(training::list(&site.centre, other).await.unwrap().is_empty(), "nothing crosses customers");
    for name in ["message.json", "../message.json", "envelope.pdf"] {
        let refusal = training::attachment(&site.centre, site.customer, id, name).await.err();
        assert_eq!(refusal.map(|r| r.code), Some(ErrorCode::NotFound), "{name} is no attachment of it");
    }
}
