//! What comes back over a real socket, and what the desk makes of it.

#![expect(clippy::unwrap_used, reason = "a socket that cannot be opened is a failed test")]

use sportello_desk::ports::{Central, CentralError};
use sportello_desk_http::{HttpCentral, Setup, SetupError};
use sportello_domain::error_code::{ErrorCode, Remedy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Answers every call with these bytes, or ends the connection where there are none.
async fn answering(answer: &'static str) -> HttpCentral {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            let mut asked = [0; 4096];
            let _ = caller.read(&mut asked).await;
            let _ = caller.write_all(answer.as_bytes()).await;
        }
    });
    HttpCentral::new(&Setup { address, root: None }).unwrap()
}

async fn told(answer: &'static str) -> CentralError {
    answering(answer).await.ask_recovery("somebody").await.unwrap_err()
}

#[tokio::test]
async fn a_refusal_is_the_centres_word_and_an_unknown_one_is_for_support() {
    let known = told(
        "HTTP/1.1 423 Locked\r\ncontent-length: 97\r\n\r\n\
         {\"code\":\"accountLocked\",\"params\":{\"minutes\":\"15\"},\"remedy\":\"correct\",\"traceId\":\"T1\"}             ",
    )
    .await;
    let CentralError::Refused(wire) = known else { panic!("a refusal, not {known:?}") };
    assert_eq!(wire.known_code(), Some(ErrorCode::AccountLocked), "as the centre said it");
    assert_eq!(wire.params["minutes"], "15", "with what the sentence needs");

    let newer = told(
        "HTTP/1.1 422 Unprocessable\r\ncontent-length: 71\r\n\r\n\
         {\"code\":\"notYetInvented\",\"params\":{},\"remedy\":\"correct\",\"traceId\":\"T2\"}",
    )
    .await;
    let CentralError::Refused(wire) = newer else { panic!("a refusal, not {newer:?}") };
    assert_eq!(wire.remedy, Remedy::CallSupport, "nobody at this desk can act on a code of a newer centre");
    assert_eq!(wire.trace_id, "T2", "support finds the line by it");
}

#[tokio::test]
async fn what_is_no_word_of_the_centre_is_tried_again() {
    for (answer, why) in [
        ("", "a connection that ends without an answer"),
        ("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\n\r\n<b/>", "a gateway's page"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\nhalf", "half an answer"),
    ] {
        let error = match answering(answer).await.ask_recovery("somebody").await {
            Ok(()) => continue_reading(answer).await,
            Err(error) => error,
        };
        assert!(matches!(error, CentralError::Unreachable(_)), "{why}: {error:?}");
    }
    let moved =
        told("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
    assert!(
        matches!(moved, CentralError::Unreadable(_)),
        "a password is never sent on to another address: {moved:?}"
    );
}

/// Where only the status counts, half a body is not missed; where the body is wanted, it is.
async fn continue_reading(answer: &'static str) -> CentralError {
    let login = sportello_contract::central::sessions::SecondFactor {
        ticket: String::new(),
        code: sportello_domain::secret::Otp::new(String::new()),
    };
    answering(answer).await.second_factor(&login).await.unwrap_err()
}

#[tokio::test]
async fn nobody_listening_is_unreachable_and_no_session_is_told_without_asking() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let central = HttpCentral::new(&Setup { address, root: None }).unwrap();
    let error = central.ask_recovery("somebody").await.unwrap_err();
    assert!(matches!(error, CentralError::Unreachable(_)), "nobody is there: {error:?}");
    let error = central.reference().await.unwrap_err();
    let CentralError::Refused(wire) = error else { panic!("told at once, not {error:?}") };
    assert_eq!(wire.known_code(), Some(ErrorCode::SessionEnded), "without access key there is no session");
}

#[test]
fn an_open_line_is_for_this_machine_alone() {
    let open = |address: &str| HttpCentral::new(&Setup { address: address.to_owned(), root: None });
    for address in ["http://127.0.0.1:1", "http://localhost:1/", "http://[::1]:1", "https://centre.example"] {
        assert!(open(address).is_ok(), "{address} is safe");
    }
    for address in ["http://centre.example", "http://192.168.1.2:7443", "http://127.0.0.1.example"] {
        assert!(matches!(open(address), Err(SetupError::Open)), "{address} would send passwords in clear");
    }
    assert!(matches!(open("centre"), Err(SetupError::Address(_))), "no address at all");
    let root = Some(b"no certificate".to_vec());
    let wrong = HttpCentral::new(&Setup { address: "https://centre.example".into(), root });
    assert!(wrong.is_err(), "a root that cannot be read is told at the start");
}
