//! The real window, driven through WebDriver. Every wait has its limit, and a failure says what was wanted.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};

use crate::{
    Failure, Group, OrFail as _, Outcome, Role, Surroundings, artefacts,
    page::{FIND, PAINTED, PRESSED, REMEMBER, REMEMBERED, STILL, STIR},
    program,
    surroundings::free_port,
};

/// How long the window may take to open, first paint included.
const OPENS_WITHIN: Duration = Duration::from_secs(40);
/// How long something may take to come, unless a story says otherwise.
const COMES_WITHIN: Duration = Duration::from_secs(15);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// An open window.
pub struct Window {
    client: Client,
    driver: Group,
    log: PathBuf,
}

impl Window {
    /// Opens the program with these arguments among the surroundings.
    pub async fn open(around: &Surroundings, arguments: &[String]) -> Outcome<Self> {
        Self::open_program(&program("SPORTELLO_APP", "sportello")?, around, arguments).await
    }

    /// The same with another program that shows a window.
    pub async fn open_program(app: &Path, around: &Surroundings, arguments: &[String]) -> Outcome<Self> {
        let port = free_port()?;
        let log = around.folder("window.log");
        let said = File::create(&log).or_fail("making the window's log")?;
        let mut driver = Command::new("WebKitWebDriver");
        around.around(&mut driver).arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        driver.stdin(Stdio::null()).stdout(said.try_clone().or_fail("sharing the log")?).stderr(said);
        let driver = Group::start(&mut driver)?;
        let mut options = serde_json::Map::new();
        options.insert("webkitgtk:browserOptions".into(), json!({ "binary": app, "args": arguments }));
        let opened = timeout(OPENS_WITHIN, connect(port, options)).await;
        let client = match opened {
            Ok(client) => client?,
            Err(_) => return Err(Failure::new(format!("the window did not open; it said:\n{}", tail(&log)))),
        };
        client.execute(REMEMBER, Vec::new()).await.or_fail("listening in the page")?;
        Ok(Self { client, driver, log })
    }

    /// Ends the session, and with it the window; what hangs is killed.
    pub async fn close(mut self) {
        // A window that does not answer is killed below.
        let _ = timeout(Duration::from_secs(10), self.client.clone().close()).await;
        self.driver.end();
    }

    /// Kills the program and its driver at once, as a power cut would.
    pub fn kill(mut self) {
        self.driver.kill();
    }

    /// The session itself, for what has no better word here.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The last lines that the window and its driver wrote.
    pub fn log_tail(&self) -> String {
        tail(&self.log)
    }

    /// What was done to the page last.
    pub async fn remembered(&self) -> String {
        let told = self.run(REMEMBERED).await;
        told.ok().and_then(|told| told.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Makes the window so large.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.client.set_window_size(width, height).await.or_fail("sizing the window")
    }

    /// What is on the page by this role and name, once it comes.
    pub async fn find(&self, role: Role, name: &str) -> Outcome<Element> {
        self.find_within(COMES_WITHIN, role, name).await
    }

    /// The same, with a limit of its own: for what takes long by its nature.
    pub async fn find_within(&self, limit: Duration, role: Role, name: &str) -> Outcome<Element> {
        let began = Instant::now();
        loop {
            if let Some(element) = self.look(role, name).await? {
                return Ok(element);
            }
            if began.elapsed() > limit {
                let page = self.words().await.unwrap_or_default();
                return Err(Failure::new(format!(
                    "no {role} `{name}` within {limit:?}; the page says:\n{page}"
                )));
            }
            sleep(BETWEEN_LOOKS).await;
        }
    }

    /// What is there now, if it is. A name that ends in `…` is a beginning; an empty one fits all.
    pub async fn look(&self, role: Role, name: &str) -> Outcome<Option<Element>> {
        Ok(self.all(role, name).await?.into_iter().next())
    }

    /// All that are there now.
    pub async fn all(&self, role: Role, name: &str) -> Outcome<Vec<Element>> {
        let found = self.client.execute(FIND, Self::wanted(role, name)).await;
        let found = found.or_fail(format!("looking for {role} `{name}`"))?;
        found.as_array().into_iter().flatten().map(|element| self.element(element)).collect()
    }

    /// What [`FIND`] wants to be told.
    pub(crate) fn wanted(role: Role, name: &str) -> Vec<Value> {
        let beginning = name.strip_suffix('…');
        vec![
            json!(role.selector()),
            json!(beginning.unwrap_or(name)),
            json!(beginning.is_some()),
            json!(role.seen()),
        ]
    }

    /// Presses, ticks, follows or chooses it.
    pub async fn click(&self, role: Role, name: &str) -> Outcome {
        let element = self.find(role, name).await?;
        self.press(&element).await.or_fail(format!("clicking {role} `{name}`"))
    }

    /// Presses twice, quicker than the page can answer.
    pub async fn press_twice(&self, role: Role, name: &str) -> Outcome {
        let element = serde_json::to_value(self.find(role, name).await?).or_fail("naming an element")?;
        let twice = self.client.execute("arguments[0].click(); arguments[0].click();", vec![element]).await;
        twice.map(drop).or_fail(format!("pressing {role} `{name}` twice"))
    }

    /// The same with something that was found.
    pub async fn press(&self, element: &Element) -> Outcome {
        let argument = serde_json::to_value(element).or_fail("naming an element")?;
        let pressed =
            self.client.execute(PRESSED, vec![argument]).await.or_fail("finding what is pressed")?;
        self.element(&pressed)?.click().await.or_fail("clicking")
    }

    /// Types into a field, in place of what stood there.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome {
        self.type_into(Role::Textbox, name, text).await
    }

    /// Types into a field that suggests, and takes the suggestion that begins so.
    pub async fn pick(&self, name: &str, text: &str) -> Outcome {
        self.type_into(Role::Combobox, name, text).await?;
        self.click(Role::Option, &format!("{text}…")).await
    }

    /// The page may draw a field anew between finding and typing: then it is found again.
    async fn type_into(&self, role: Role, name: &str, text: &str) -> Outcome {
        let began = Instant::now();
        loop {
            let field = self.find(role, name).await?;
            // May be gone again: then typing says so.
            let _ = self.to_the_middle(&field).await;
            let typed = match field.clear().await {
                Ok(()) => field.send_keys(text).await,
                Err(error) => Err(error),
            };
            match typed {
                Ok(()) => return Ok(()),
                Err(error) if began.elapsed() > COMES_WITHIN => {
                    return Err(Failure::new(format!("typing into `{name}`: {error:?}")));
                }
                Err(_) => sleep(BETWEEN_LOOKS).await,
            }
        }
    }

    /// Chooses a line of a list.
    pub async fn choose(&self, name: &str, line: &str) -> Outcome {
        let list = self.find(Role::Combobox, name).await?;
        self.to_the_middle(&list).await?;
        list.select_by_label(line).await.or_fail(format!("choosing `{line}` in `{name}`"))
    }

    /// What lies below the page's footer can neither be typed into nor chosen from.
    async fn to_the_middle(&self, element: &Element) -> Outcome {
        let argument = serde_json::to_value(element).or_fail("naming an element")?;
        self.client.execute(PRESSED, vec![argument]).await.map(drop).or_fail("bringing it into sight")
    }

    /// What stands in a field.
    pub async fn value(&self, role: Role, name: &str) -> Outcome<String> {
        let field = self.find(role, name).await?;
        let value = field.prop("value").await.or_fail(format!("reading `{name}`"))?;
        Ok(value.unwrap_or_default())
    }

    /// Gives a file to a file field, as choosing it would.
    pub async fn give_file(&self, name: &str, file: &Path) -> Outcome {
        let field = self.find(Role::File, name).await?;
        field.send_keys(&file.display().to_string()).await.or_fail(format!("giving a file to `{name}`"))
    }

    /// An element crosses the border as an object with one field, its reference.
    fn element(&self, found: &Value) -> Outcome<Element> {
        let reference = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let reference = reference.or_fail("reading what was found")?.to_owned();
        Ok(Element::from_element_id(self.client.clone(), reference.into()))
    }

    /// Waits until these words stand somewhere on the page.
    pub async fn see(&self, words: &str) -> Outcome {
        self.see_within(COMES_WITHIN, words).await
    }

    /// The same, with a limit of its own.
    pub async fn see_within(&self, limit: Duration, words: &str) -> Outcome {
        let began = Instant::now();
        loop {
            let page = self.words().await?;
            if page.contains(words) {
                return Ok(());
            }
            if began.elapsed() > limit {
                return Err(Failure::new(format!(
                    "not seen within {limit:?}: `{words}`; the page says:\n{page}"
                )));
            }
            sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Waits until one of these stands on the page, and says which: the first of them that does.
    pub async fn see_one_of<'a>(&self, all: &[&'a str]) -> Outcome<&'a str> {
        let began = Instant::now();
        loop {
            let page = self.words().await?;
            if let Some(seen) = all.iter().find(|words| page.contains(**words)) {
                return Ok(seen);
            }
            if began.elapsed() > COMES_WITHIN {
                return Err(Failure::new(format!("none seen of {all:?}; the page says:\n{page}")));
            }
            sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Everything a person can read now.
    pub async fn words(&self) -> Outcome<String> {
        let words = self.run("return document.body.innerText.replace(/\\s+/g, ' ');").await?;
        Ok(words.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Outcome<Value> {
        self.client.execute(script, Vec::new()).await.or_fail("running a script in the page")
    }

    /// Runs a script that calls its last argument with the answer, at most so late.
    pub async fn run_until_answer(&self, script: &str) -> Outcome<Value> {
        let answer = self.client.execute_async(script, Vec::new());
        timeout(COMES_WITHIN, answer)
            .await
            .or_fail("waiting for a script")?
            .or_fail("running a script in the page")
    }

    /// Waits until these words stand nowhere on the page any more.
    pub async fn see_no_more(&self, words: &str) -> Outcome {
        self.see_no_more_within(COMES_WITHIN, words).await
    }

    /// The same, within a limit of its own.
    pub async fn see_no_more_within(&self, limit: Duration, words: &str) -> Outcome {
        let began = Instant::now();
        while self.words().await?.contains(words) {
            if began.elapsed() > limit {
                return Err(Failure::new(format!("still seen after {limit:?}: `{words}`")));
            }
            sleep(BETWEEN_LOOKS).await;
        }
        Ok(())
    }

    /// Keeps a picture of the page among the artefacts, once everything on it is painted.
    pub async fn picture(&self, name: &str) -> Outcome {
        self.run_until_answer(PAINTED).await?;
        self.run(STIR).await?;
        let png = self.client.screenshot().await.or_fail("taking a picture")?;
        self.run(STILL).await?;
        let folder = artefacts().join("screens");
        fs::create_dir_all(&folder).or_fail("making the folder for pictures")?;
        fs::write(folder.join(format!("{name}.png")), png).or_fail("keeping a picture")
    }
}

/// Waits for the driver, then for the window behind it.
async fn connect(port: u16, options: serde_json::Map<String, Value>) -> Outcome<Client> {
    let address = format!("http://127.0.0.1:{port}");
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        sleep(BETWEEN_LOOKS).await;
    }
    let mut builder = ClientBuilder::new(HttpConnector::new());
    builder.capabilities(options).connect(&address).await.or_fail("opening the window")
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
