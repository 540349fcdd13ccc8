//! The row *token stock* of the permission table, cell by cell: who × which unit's tokens × whose customer, at every
//! endpoint of the stock.

use reqwest::Method;
use serde_json::{Value, json};
use sportello_contract::stock::{ReceivedTokens, TokenPage, TokenStock};
use sportello_domain::{account::Profile, ids::UnitId};

use crate::{
    harness::{TestCentre, Told, command, nobody},
    permission_table::{Actor, Cell, cell, everybody},
};

/// One token in the drawer of a unit.
struct Drawer {
    customer: &'static str,
    unit: &'static str,
    id: UnitId,
    token: String,
    serial: String,
}

/// The units of both customers, with a token each, received by the customer's administrator.
async fn drawers(actors: &[Actor<'_>]) -> Vec<Drawer> {
    let mut all = Vec::new();
    for administrator in actors.iter().filter(|actor| actor.profile == Profile::CustomerAdministrator) {
        let desk = &administrator.desk;
        let stock: TokenStock = desk.get("token-stock").await.read();
        for (number, unit) in stock.units.iter().enumerate() {
            // Both customers use the same serials: neither may notice.
            let serial = format!("1000000{number}");
            let body =
                json!({ "unit": unit.unit, "deviceType": stock.device_types[0].id, "serials": [serial] });
            let received: ReceivedTokens = desk.command("tokens", None, &body).await.answer();
            assert_eq!(received.received.len(), 1, "{} receives it", unit.name);
            let found = json!({ "filter": { "statuses": [], "unit": unit.unit }, "limit": 2 });
            let page: TokenPage = desk.post("token-searches", &found).await.read();
            let name = ["trento", "rovereto", "riva", "bolzano", "genova"]
                .into_iter()
                .find(|name| unit.name.to_lowercase().ends_with(name))
                .unwrap();
            let token = page.rows[0].token.to_string();
            all.push(Drawer { customer: administrator.customer, unit: name, id: unit.unit, token, serial });
        }
    }
    all
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Allowed,
    NotAllowed,
    NotFound,
}

fn reaches(row: Cell, actor: &Actor<'_>, drawer: &Drawer) -> bool {
    match row {
        Cell::Yes => true,
        Cell::Unit => actor.units.contains(&drawer.unit),
        Cell::No | Cell::Own | Cell::OwnAndToIdentify => false,
    }
}

fn expected(row: &str, actor: &Actor<'_>, drawer: &Drawer) -> Expected {
    let row = cell(row, actor.profile);
    if row == Cell::No {
        return Expected::NotAllowed;
    }
    if actor.customer != drawer.customer {
        return Expected::NotFound;
    }
    if reaches(row, actor, drawer) { Expected::Allowed } else { Expected::NotAllowed }
}

fn judge(told: &Told, expected: Expected, behind: &[&str]) -> Result<(), String> {
    let code = told.code();
    let fits = match expected {
        Expected::Allowed => told.status.is_success() || behind.contains(&code),
        Expected::NotAllowed => code == "notAllowed" && told.status.as_u16() == 403,
        Expected::NotFound => code == "notFound" && told.status.as_u16() == 404,
    };
    if fits { Ok(()) } else { Err(format!("expected {expected:?}, was told {} {}", told.status, told.body)) }
}

/// Method, path, row of the table, body of the command where it is one, and what an allowed call may be told besides a
/// success. None changes anything: a version that never was, a serial that is there, a count without its note.
type Probe = (Method, String, &'static str, Option<Value>, &'static [&'static str]);

fn probes(drawer: &Drawer) -> Vec<Probe> {
    let token = format!("tokens/{}", drawer.token);
    let reason = "a reason";
    let manage = "manageTokenStock";
    vec![
        (Method::GET, token.clone(), "readTokenStock", None, &[]),
        (
            Method::POST,
            format!("{token}/changes"),
            manage,
            Some(json!({ "event": "markDamaged", "reason": reason })),
            &["outdated"],
        ),
        (
            Method::POST,
            format!("{token}/moves"),
            manage,
            Some(json!({ "unit": drawer.id, "reason": reason })),
            &["outdated"],
        ),
        (
            Method::POST,
            "stock-counts".to_owned(),
            manage,
            Some(json!({ "unit": drawer.id, "found": { "kind": "number", "number": 77 }, "note": null })),
            &["countDiffers"],
        ),
        // In stock, and nobody asked.
        (Method::POST, format!("{token}/formats"), manage, Some(json!({ "reason": reason })), &["notNow"]),
        (
            Method::POST,
            format!("{token}/format-approvals"),
            "secondApproval",
            Some(json!({ "format": nobody() })),
            &["formatNotOpen"],
        ),
        (
            Method::POST,
            format!("{token}/format-cancellations"),
            manage,
            Some(json!({ "format": nobody(), "reason": reason })),
            &["formatNotOpen"],
        ),
        (
            Method::POST,
            format!("{token}/format-keys"),
            manage,
            Some(json!({ "format": nobody() })),
            &["formatNotOpen"],
        ),
        (
            Method::POST,
            format!("{token}/format-confirmations"),
            manage,
            Some(json!({ "format": nobody(), "toldSerial": null })),
            &["formatNotOpen"],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_the_stock_holds_at_the_endpoints() {
    let at = TestCentre::with(|config| config.sessions.access_minutes = 120).await;
    let actors = everybody(&at).await;
    let drawers = drawers(&actors).await;
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for actor in &actors {
        let types = actor.desk.get("token-stock").await;
        let kind = types.body["deviceTypes"][0]["id"].as_str().map(str::to_owned);
        for drawer in &drawers {
            let mut probes = probes(drawer);
            let kind = kind.clone().unwrap_or_else(|| drawer.id.to_string());
            let receive = json!({ "unit": drawer.id, "deviceType": kind, "serials": [drawer.serial] });
            probes.push((Method::POST, "tokens".to_owned(), "manageTokenStock", Some(receive), &[]));
            for (method, path, row, body, behind) in probes {
                let body = body.map(|body| command(actor.desk.at, Some(999_999), &body));
                let told = actor.desk.call(method.clone(), &path, body).await;
                checked += 1;
                if let Err(why) = judge(&told, expected(row, actor, drawer), behind) {
                    let who = format!("{} ({})", actor.name, actor.profile);
                    wrong.push(format!("{who} {method} {path} of {}: {why}", drawer.unit));
                }
            }
        }
        check_lists(actor, &drawers, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{} of {checked} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(checked, actors.len() * drawers.len() * 10, "the whole table was walked");
}

/// Search and overview show the drawers that may be read, and no other.
async fn check_lists(actor: &Actor<'_>, drawers: &[Drawer], wrong: &mut Vec<String>) {
    let row = cell("readTokenStock", actor.profile);
    let may =
        drawers.iter().filter(|drawer| actor.customer == drawer.customer && reaches(row, actor, drawer));
    let mut may: Vec<_> = may.map(|drawer| drawer.id).collect();
    may.sort_unstable();
    let ask = json!({ "filter": { "statuses": [] }, "limit": 200 });
    let told = actor.desk.post("token-searches", &ask).await;
    let rows = if told.status.is_success() { told.read::<TokenPage>().rows } else { Vec::new() };
    let mut found: Vec<_> = rows.iter().map(|row| row.unit).collect();
    let told = actor.desk.get("token-stock").await;
    let units = if told.status.is_success() { told.read::<TokenStock>().units } else { Vec::new() };
    let mut shown: Vec<_> = units.iter().map(|unit| unit.unit).collect();
    found.sort_unstable();
    shown.sort_unstable();
    if found != may || shown != may {
        wrong.push(format!(
            "{} finds {} and is shown {} of {}",
            actor.name,
            found.len(),
            shown.len(),
            may.len()
        ));
    }
    // The filter narrows; it does not reach further.
    for drawer in drawers.iter().filter(|drawer| !may.contains(&drawer.id)) {
        let ask = json!({ "filter": { "statuses": [], "unit": drawer.id }, "limit": 200 });
        let told = actor.desk.post("token-searches", &ask).await;
        if told.status.is_success() && !told.read::<TokenPage>().rows.is_empty() {
            wrong.push(format!("{} finds what {} has by its filter", actor.name, drawer.unit));
        }
    }
}
